// Parallel moves: every resolved sequence is executed symbolically, over random move sets.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkMoves, resolveMoves } from '../../../src/backend/index.ts'

const SCRATCH = 11
const REGISTERS = 11

function resolve(destinations: readonly number[], sources: readonly number[]): [number, number][] {
  const sequence: [number, number][] = []
  resolveMoves(
    Int16Array.from(destinations),
    Int16Array.from(sources),
    destinations.length,
    SCRATCH,
    (d, s) => sequence.push([d, s]),
  )
  return sequence
}

/** Distinct destinations with any sources. */
const moveSets = fc
  .uniqueArray(fc.integer({ min: 0, max: REGISTERS - 1 }), { maxLength: REGISTERS })
  .chain((destinations) =>
    fc.record({
      destinations: fc.constant(destinations),
      sources: fc.array(fc.integer({ min: 0, max: REGISTERS - 1 }), {
        minLength: destinations.length,
        maxLength: destinations.length,
      }),
    }),
  )

test('a resolved sequence does what the parallel moves say', () => {
  fc.assert(
    fc.property(moveSets, ({ destinations, sources }) => {
      checkMoves(destinations, sources, resolve(destinations, sources))
    }),
    { numRuns: 5000, seed: 20261120 },
  )
})

test('a cycle takes one move through the scratch register', () => {
  assert.deepEqual(resolve([0, 1, 2], [1, 2, 0]), [
    [SCRATCH, 0],
    [0, 1],
    [1, 2],
    [2, SCRATCH],
  ])
})

test('a register that stays where it is costs nothing', () => {
  assert.deepEqual(resolve([3, 4], [3, 5]), [[4, 5]])
})

test('the checker rejects a sequence that overwrites a source', () => {
  assert.throws(() =>
    checkMoves(
      [0, 1],
      [1, 0],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  )
})
