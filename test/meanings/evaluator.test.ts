// The evaluator, which says what op IR means, agrees with the hand-written meanings on every case.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coreOps } from '../../src/vm/toolkit.ts'
import { EvaluatorWorld } from './evaluator-world.ts'
import { meaningOf } from './table.ts'
import { textOf } from './values.ts'

const MOST_REPORTED = 10

test('ops in the evaluator', () => {
  const wrong: string[] = []
  for (const spec of coreOps) {
    const meaning = meaningOf(spec.name)
    for (const operands of meaning?.cases ?? []) {
      const outcome = meaning?.result(...operands) ?? { values: [] }
      const expected = 'error' in outcome ? [`error: ${outcome.error}`] : outcome.values.map(textOf)
      const answer = new EvaluatorWorld().run(spec, operands)
      if (expected.includes(answer) || wrong.length >= MOST_REPORTED) continue
      const shown = operands.map(textOf).join(', ')
      wrong.push(`${spec.name} (${shown}): ${answer}, not ${expected.join(' or ')}`)
    }
  }
  assert.deepEqual(wrong, [])
})
