// The toy language runs in every engine, also while collecting at every allocation.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GuestError, type VmOptions } from '../../src/vm/index.ts'
import { compileToy, ToyVm } from './toy.ts'

const ROUNDS = 300

/** Register 5 counts the rounds of a loop around `body`. */
type Lines = Parameters<typeof compileToy>[1]
const loop = (before: Lines, body: Lines, after: Lines): Lines => [
  ...before,
  ['load-fixnum', 0, 5],
  ['load-fixnum', ROUNDS, 6],
  ['label', 'head'],
  ['loop'],
  ['unless-eq', 5, 6, 'body'],
  ['jump', 'end'],
  ['label', 'body'],
  ...body,
  ['make-counter', 5, 8],
  ['load-fixnum', 1, 9],
  ['advance', 8, 9, 5],
  ['jump', 'head'],
  ['label', 'end'],
  ...after,
]

const counting = loop(
  [
    ['load-fixnum', 10, 0],
    ['make-counter', 0, 1],
    ['load-fixnum', 3, 2],
    ['load-fixnum', 0, 3],
    ['load-fixnum', 0, 4],
  ],
  [
    ['advance', 1, 2, 3],
    ['read-counter', 1, 4],
  ],
  [['return', 3]],
)
const reading = [...counting.slice(0, -1), ['return', 4]] as Lines
const overflowing: Lines = [
  ['load-constant', `#${2n ** 60n - 2n}`, 0],
  ['make-counter', 0, 1],
  ['load-fixnum', 1, 2],
  ['advance', 1, 2, 3],
  ['advance', 1, 2, 3],
  ['advance', 1, 2, 3],
  ['return', 3],
]
const failing: Lines = [
  ['load-fixnum', 1, 0],
  ['cons', 0, 0, 0],
  ['advance', 0, 0, 1],
  ['return', 1],
]

const options: readonly Partial<VmOptions>[] = [
  { engine: 'reference' },
  { engine: 'threaded' },
  { engine: 'lazy' },
  { engine: 'auto', hotCount: 1 },
  { engine: 'threaded', gcStress: true },
  { engine: 'lazy', gcStress: true, maxVersions: 1 },
  { coin: 3, gcStress: true },
]

for (const option of options) {
  test(`counters with ${JSON.stringify(option)}`, () => {
    const vm = new ToyVm(option)
    const run = (lines: Lines) => vm.run(compileToy(vm, lines))
    assert.equal(run(counting), BigInt(10 + 3 * ROUNDS))
    assert.equal(run(reading), BigInt(ROUNDS - 1))
    assert.equal(run(overflowing), 1n)
    assert.throws(
      () => run(failing),
      (error) => error instanceof GuestError && error.kind === 'no-counter',
    )
    assert.equal(run(counting), BigInt(10 + 3 * ROUNDS))
    vm.machine.dispose()
  })
}
