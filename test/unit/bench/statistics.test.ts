// The few statistics of the benchmarks.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitExponent, geometricMean, median, minimum } from '../../../bench/statistics.ts'

const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`)

test('minimum, median and geometric mean', () => {
  assert.equal(minimum([3, 1, 2]), 1)
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  close(geometricMean([0.5, 2]), 1)
  close(geometricMean([2, 8]), 4)
})

test('the exponent of a power law', () => {
  const points = (exponent: number) =>
    [1, 2, 4, 8].map((size) => ({ size, cost: 5 * size ** exponent }))
  for (const exponent of [0, 1, 1.5, 2]) close(fitExponent(points(exponent)), exponent)
})
