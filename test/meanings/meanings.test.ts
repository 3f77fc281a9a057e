// Every op, by hand-written meanings, in every engine: operand kinds and boundary values for ops that
// map values, scenarios for the rest.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreOps } from '../../src/vm/toolkit.ts'
import { availableEngines, Bench } from './bench.ts'
import { checkOp } from './op-runner.ts'
import { checkScenarios } from './scenario-runner.ts'
import { scenarios } from './scenarios.ts'
import { meaningOf } from './table.ts'

const MOST_REPORTED = 10

test('every op has a meaning', () => {
  const proven = new Set(scenarios.flatMap(({ ops }) => ops))
  const without = coreOps.filter(({ name }) => meaningOf(name) === null && !proven.has(name))
  assert.deepEqual(
    without.map(({ name }) => name),
    [],
  )
})

for (const engine of availableEngines()) {
  test(`ops in engine ${engine}`, () => {
    const bench = new Bench(engine)
    const wrong = coreOps
      .filter(({ name }) => meaningOf(name) !== null)
      .flatMap((spec) => checkOp(bench, spec, MOST_REPORTED))
    bench.dispose()
    assert.deepEqual(wrong, [])
  })
  test(`scenarios in engine ${engine}`, () => {
    const bench = new Bench(engine)
    const wrong = checkScenarios(bench, scenarios)
    bench.dispose()
    assert.deepEqual(wrong, [])
  })
}
