// The meanings catch every seeded wrong body, in threaded and in lazily compiled code.
//
// Wrong bodies may read wild memory, so they run in child processes: a crash counts as caught, and the
// next child starts behind the mutant that crashed.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { coreOps } from '../../src/vm/toolkit.ts'
import { nativeProblem } from '../native-problem.ts'
import { mutants } from './mutants.ts'

const LEAST_MUTANTS = 20
const TIMEOUT_MILLISECONDS = 120_000
const child = fileURLToPath(new URL('./run-mutant.ts', import.meta.url))

/** By mutant: `caught`, `missed`, or how the process ended. */
function outcomes(engine: string): string[] {
  const all: string[] = []
  while (all.length < mutants.length) {
    const { stdout, signal, status, stderr } = spawnSync(
      process.execPath,
      [...process.execArgv, child, engine, String(all.length)],
      { encoding: 'utf8', timeout: TIMEOUT_MILLISECONDS },
    )
    for (const line of stdout.split('\n')) if (line !== '') all.push(line.split(' ')[1] as string)
    if (all.length < mutants.length) {
      // A child that cannot even start is no crash of the mutant.
      assert.ok(signal !== null, `child ended with ${status}: ${stderr.slice(0, 1000)}`)
      all.push(signal)
    }
  }
  return all
}

test('there are enough mutants, of ops that exist, and none is the real op', () => {
  assert.ok(mutants.length >= LEAST_MUTANTS)
  const names = new Set(coreOps.map(({ name }) => name))
  for (const { op } of mutants) assert.ok(names.has(op.name), op.name)
})

for (const engine of ['threaded', 'lazy']) {
  test(`every mutant is caught in engine ${engine}`, { skip: nativeProblem }, () => {
    const missed = outcomes(engine).flatMap((outcome, i) =>
      outcome === 'missed' ? [mutants[i]?.name] : [],
    )
    assert.deepEqual(missed, [])
  })
}
