// Roots and powers. Exact wherever the result is.

import { bitLength, checkBits, NumberFailure } from './limits.ts'
import { divide, type Exact, isExact, isNegative, type Numeric, scale, toDouble } from './tower.ts'

/** Roots of what is below this are doubles' roots, corrected by at most one. */
const SMALL_SQUARE = 2n ** 100n

/** The largest integer whose square is not above `value`, which is not negative. */
export function integerRoot(value: bigint): bigint {
  if (value < SMALL_SQUARE) {
    let root = BigInt(Math.floor(Math.sqrt(Number(value))))
    while (root * root > value) root--
    while ((root + 1n) * (root + 1n) <= value) root++
    return root
  }
  return rootAndRest(value)[0]
}

/**
 * The root of `value`, rounded down, and what it leaves (Zimmermann, Karatsuba Square Root, INRIA 3805):
 * the root and rest of the upper half, one division for the lower digits of the root, and a square.
 */
function rootAndRest(value: bigint): readonly [root: bigint, rest: bigint] {
  if (value < SMALL_SQUARE) {
    const root = integerRoot(value)
    return [root, value - root * root]
  }
  const bits = (bitLength(value) - 1) >>> 2
  const shift = BigInt(bits)
  const [high, left] = rootAndRest(value >> (2n * shift))
  const digits = (left << shift) | BigInt.asUintN(bits, value >> shift)
  const low = digits / (2n * high)
  let root = (high << shift) + low
  let rest = ((digits - low * 2n * high) << shift) + BigInt.asUintN(bits, value) - low * low
  while (rest < 0n) {
    root--
    rest += 2n * root + 1n
  }
  return [root, rest]
}

export function complexFailure(what: string): NumberFailure {
  return new NumberFailure('complex', `${what} is complex; these are not supported yet`)
}

/** Beyond this a double may be infinite. */
const LARGEST_ROOTED = 2n ** 1000n

export function squareRoot(a: Numeric): Numeric {
  if (isNegative(a)) throw complexFailure('the root of a negative number')
  if (typeof a === 'number') return Math.sqrt(a)
  if (typeof a === 'bigint') {
    const root = integerRoot(a)
    return root * root === a ? root : inexactRoot(a)
  }
  const numerator = squareRoot(a.numerator)
  const denominator = squareRoot(a.denominator)
  if (isExact(numerator) && isExact(denominator)) return divide(numerator, denominator)
  const value = toDouble(a)
  return value > 0 && Number.isFinite(value)
    ? Math.sqrt(value)
    : toDouble(numerator) / toDouble(denominator)
}

function inexactRoot(a: bigint): number {
  if (a < LARGEST_ROOTED) return Math.sqrt(Number(a))
  const half = (bitLength(a) - 128) >>> 1
  return scale(Math.sqrt(Number(a >> BigInt(2 * half))), half)
}

/** base ** exponent. */
export function power(base: Numeric, exponent: Numeric): Numeric {
  if (typeof exponent === 'bigint') return integerPower(base, exponent)
  if (typeof base === 'number' || typeof exponent === 'number') {
    return doublePower(toDouble(base), toDouble(exponent))
  }
  // An exact base and a fraction: exact if the fraction is a root of a power that exists.
  if (exponent.denominator === 2n) return integerPower(squareRoot(base), exponent.numerator)
  return doublePower(toDouble(base), toDouble(exponent))
}

function integerPower(base: Numeric, exponent: bigint): Numeric {
  if (exponent === 0n) return 1n
  if (typeof base === 'number') return doubleToInteger(base, exponent)
  if (exponent > 0n) return exactPower(base, exponent)
  if (base === 0n) throw new NumberFailure('division-by-zero', 'division by zero')
  return divide(1n, exactPower(base, -exponent))
}

function exactPower(base: Exact, exponent: bigint): Exact {
  if (typeof base === 'object') {
    const numerator = exactPower(base.numerator, exponent) as bigint
    return makePower(numerator, exactPower(base.denominator, exponent) as bigint)
  }
  if (base === 0n || base === 1n) return base
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n
  // A base of n bits is at least 2 ** (n - 1).
  checkBits((bitLength(base) - 1) * Number(exponent) + 1)
  return base === 2n ? 1n << exponent : base ** exponent
}

/** Powers of numbers without a common divisor have none. */
function makePower(numerator: bigint, denominator: bigint): Exact {
  return denominator === 1n ? numerator : { numerator, denominator }
}

/** An odd exponent beyond 2 ** 53 is even as a double: the sign is found here. */
function doubleToInteger(base: number, exponent: bigint): number {
  const magnitude = Math.abs(base) ** Number(exponent)
  const isNegativeBase = base < 0 || Object.is(base, -0)
  return isNegativeBase && exponent % 2n !== 0n ? -magnitude : magnitude
}

/** As in C: 1 to any power is 1, even to infinity. */
function doublePower(base: number, exponent: number): number {
  if (base === 1) return 1
  if (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)) return 1
  if (
    base < 0 &&
    Number.isFinite(base) &&
    Number.isFinite(exponent) &&
    !Number.isInteger(exponent)
  ) {
    throw complexFailure('a power of a negative number')
  }
  return base ** exponent
}
