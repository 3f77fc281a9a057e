// Parallel moves: every resolved sequence is executed symbolically, over random move sets.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkMoves, resolveMoves } from '../../../src/backend/index.ts'

const SCRATCH = 11
const REGISTERS = 11

function resolve(
  destinations: readonly number[],
  sources: readonly number[],
  memory?: number,
): [number, number][] {
  const sequence: [number, number][] = []
  resolveMoves(
    Int16Array.from(destinations),
    Int16Array.from(sources),
    destinations.length,
    SCRATCH,
    (d, s) => sequence.push([d, s]),
    memory,
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

test('what comes from memory to a register is read from there afterwards', () => {
  const memory = 6
  fc.assert(
    fc.property(moveSets, ({ destinations, sources }) => {
      const sequence = resolve(destinations, sources, memory)
      checkMoves(destinations, sources, sequence)
      const loads = sequence.filter(([, source]) => source >= memory && source !== SCRATCH)
      for (const source of new Set(loads.map(([, from]) => from))) {
        const first = loads.findIndex(([d, from]) => from === source && d < memory)
        if (first < 0) continue
        assert.ok(loads.slice(first + 1).every(([, from]) => from !== source))
      }
    }),
    { numRuns: 5000, seed: 20261121 },
  )
  assert.deepEqual(resolve([7, 2, 8], [9, 9, 9], memory), [
    [2, 9],
    [7, 2],
    [8, 2],
  ])
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
