// The greatest common divisor, by Lehmer's version of Euclid's algorithm (Knuth, TAOCP 2, 4.5.2 L).
//
// The leading bits of both numbers, as doubles, show the first quotients; as long as these are certain
// the steps are only noted, as a matrix, which is then applied to the numbers themselves at once.

import { bitLength, NumberFailure } from './limits.ts'

/** Integers below this are doubles, and so are all intermediate results of a division of them. */
const SAFE_INTEGER = 2n ** 53n
/** Leading bits that are looked at: cofactors get as large, and must be exact. */
const LEADING_BITS = 50
/** Fewer leading bits than this decide too few steps. */
const LEAST_LEADING = 2 ** (LEADING_BITS - 2)
/** The time is quadratic: above this size it would be more than seconds. */
const MAX_DIVISOR_BITS = 2 ** 20

/** The greatest common divisor, not negative. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let large = a < 0n ? -a : a
  let small = b < 0n ? -b : b
  if (small > large) [large, small] = [small, large]
  if (small >= SAFE_INTEGER) [large, small] = reduce(large, small)
  if (small === 0n) return large
  let x = Number(small)
  let y = Number(large % small)
  while (y !== 0) [x, y] = [y, x % y]
  return BigInt(x)
}

/** Numbers with the same divisors, the smaller one below SAFE_INTEGER. */
function reduce(a: bigint, b: bigint): [bigint, bigint] {
  if (bitLength(b) > MAX_DIVISOR_BITS) {
    throw new NumberFailure('too-large', 'the numbers are too large for a common divisor')
  }
  let large = b
  let small = a % b
  let shift = bitLength(large) - LEADING_BITS
  while (small >= SAFE_INTEGER) {
    let leading = Number(large >> BigInt(shift))
    if (leading < LEAST_LEADING) {
      // The numbers have shrunk: other bits lead. None is left of `large` if a quotient was huge.
      const length = leading < 1 ? bitLength(large) - shift : Math.floor(Math.log2(leading)) + 1
      shift += length - LEADING_BITS
      leading = Number(large >> BigInt(shift))
    }
    const steps = certainSteps(leading, Number(small >> BigInt(shift)))
    if (steps === null) {
      ;[large, small] = [small, large % small]
    } else {
      const [p, q, r, s] = steps
      ;[large, small] = [p * large + q * small, r * large + s * small]
    }
  }
  return [large, small]
}

type Matrix = readonly [bigint, bigint, bigint, bigint]

/** The steps of Euclid's algorithm that leading bits decide, as a matrix; null if not even one. */
function certainSteps(large: number, small: number): Matrix | null {
  let [x, y] = [large, small]
  let [p, q, r, s] = [1, 0, 0, 1]
  while (y + r !== 0 && y + s !== 0) {
    const quotient = Math.floor((x + p) / (y + r))
    if (quotient !== Math.floor((x + q) / (y + s))) break
    ;[p, r] = [r, p - quotient * r]
    ;[q, s] = [s, q - quotient * s]
    ;[x, y] = [y, x - quotient * y]
  }
  return q === 0 ? null : [BigInt(p), BigInt(q), BigInt(r), BigInt(s)]
}
