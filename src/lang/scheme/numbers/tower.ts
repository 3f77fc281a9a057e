// The real numbers of the tower as JavaScript values, apart from any heap; complex.ts has the others.
//
//   bigint    an exact integer of any size
//   Ratio     an exact fraction: lowest terms, denominator above 1
//   number    a flonum, even where it is integral
//
// Everything here is pure. What cannot be computed throws a NumberFailure, to which whoever asked adds
// the name of the procedure. Sizes are checked before work is begun (limits.ts).

import type { Fraction } from '../../../heap/index.ts'
import { greatestCommonDivisor } from './common-divisor.ts'
import { bitLength, checkBits, NumberFailure } from './limits.ts'

export type Ratio = Fraction
export type Exact = bigint | Ratio
export type Real = Exact | number

/** An operation on integers that both are exact, fractions, or doubles. */
interface Cases {
  readonly integers: (a: bigint, b: bigint) => Real
  readonly ratios: (a: Ratio, b: Ratio) => Real
  readonly doubles: (a: number, b: number) => number
}

export const numeratorOf = (a: Exact): bigint => (typeof a === 'bigint' ? a : a.numerator)
export const denominatorOf = (a: Exact): bigint => (typeof a === 'bigint' ? 1n : a.denominator)
export const isExact = (a: Real): a is Exact => typeof a !== 'number'

/** Whether `a` is an integer, exact or not. */
export const isIntegral = (a: Real): a is bigint | number =>
  typeof a === 'bigint' || (typeof a === 'number' && Number.isInteger(a))

const asRatio = (a: Exact): Ratio => (typeof a === 'bigint' ? { numerator: a, denominator: 1n } : a)

/** numerator / denominator, which is not 0, in lowest terms. */
export function makeRational(numerator: bigint, denominator: bigint): Exact {
  const common = greatestCommonDivisor(numerator, denominator)
  const sign = denominator < 0n ? -common : common
  const below = denominator / sign
  const above = numerator / sign
  return below === 1n ? above : { numerator: above, denominator: below }
}

/** The double nearest to `a`. */
export function toDouble(a: Real): number {
  if (typeof a === 'object') return nearestDouble(a.numerator, a.denominator)
  return Number(a)
}

/** Bits of a quotient that decide how it is rounded, and some more. */
const QUOTIENT_BITS = 66
/** Least subnormal: 2 ** -1074. */
const LEAST_EXPONENT = 1074

/** The double nearest to a fraction, ties to even. */
function nearestDouble(numerator: bigint, denominator: bigint): number {
  const magnitude = numerator < 0n ? -numerator : numerator
  const wanted = bitLength(denominator) - bitLength(magnitude) + QUOTIENT_BITS
  // A subnormal result has fewer bits: it is rounded here, in units of the least of them.
  const isTiny = wanted > LEAST_EXPONENT + QUOTIENT_BITS - 54
  const shift = isTiny ? LEAST_EXPONENT : wanted
  const above = shift >= 0 ? magnitude << BigInt(shift) : magnitude
  const below = shift >= 0 ? denominator : denominator << BigInt(-shift)
  const quotient = above / below
  const rest = above % below
  const sign = numerator < 0n ? -1 : 1
  if (!isTiny) return sign * scale(Number(rest === 0n ? quotient : quotient | 1n), -shift)
  if (quotient >= SAFE_INTEGER) {
    return sign * scale(Number((quotient << 1n) | (rest === 0n ? 0n : 1n)), -LEAST_EXPONENT - 1)
  }
  const twice = 2n * rest
  const up = twice > below || (twice === below && (quotient & 1n) === 1n)
  return sign * scale(Number(up ? quotient + 1n : quotient), -LEAST_EXPONENT)
}

/** x * 2 ** exponent, in steps that neither overflow nor round early. */
export function scale(x: number, exponent: number): number {
  let result = x
  let rest = exponent
  while (rest > 1000) {
    result *= 2 ** 1000
    rest -= 1000
  }
  while (rest < -1000) {
    if (rest >= -1074) break
    result *= 2 ** -1000
    rest += 1000
  }
  return result * 2 ** rest
}

/** The exact value of a finite double. */
export function toExact(a: Real): Exact {
  if (typeof a !== 'number') return a
  if (Number.isInteger(a)) return BigInt(a)
  if (!Number.isFinite(a)) {
    throw new NumberFailure('wrong-type', `expected a finite number, got ${nonFinite(a)}`)
  }
  let power = 1
  let scaled = a
  // A double is an integer divided by a power of 2; the loop ends after 1074 halvings at most.
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    power++
  }
  return makeRational(BigInt(scaled), 1n << BigInt(power - 1))
}

/** From here on not every integer is a double. */
const SAFE_INTEGER = 2n ** 53n

const nonFinite = (a: number) => (Number.isNaN(a) ? '+nan.0' : a > 0 ? '+inf.0' : '-inf.0')

function combine(a: Real, b: Real, cases: Cases): Real {
  if (typeof a === 'number' || typeof b === 'number') return cases.doubles(toDouble(a), toDouble(b))
  if (typeof a === 'bigint' && typeof b === 'bigint') return cases.integers(a, b)
  return cases.ratios(asRatio(a), asRatio(b))
}

const addition: Cases = {
  integers: (a, b) => a + b,
  ratios: (a, b) =>
    makeRational(
      product(a.numerator, b.denominator) + product(b.numerator, a.denominator),
      product(a.denominator, b.denominator),
    ),
  doubles: (a, b) => a + b,
}

const subtraction: Cases = {
  integers: (a, b) => a - b,
  ratios: (a, b) =>
    makeRational(
      product(a.numerator, b.denominator) - product(b.numerator, a.denominator),
      product(a.denominator, b.denominator),
    ),
  doubles: (a, b) => a - b,
}

const multiplication: Cases = {
  integers: product,
  ratios: (a, b) =>
    makeRational(product(a.numerator, b.numerator), product(a.denominator, b.denominator)),
  doubles: (a, b) => a * b,
}

const division: Cases = {
  integers: quotientExact,
  ratios: (a, b) => {
    if (b.numerator === 0n) throw divisionByZero()
    return makeRational(product(a.numerator, b.denominator), product(a.denominator, b.numerator))
  },
  doubles: (a, b) => a / b,
}

function quotientExact(a: bigint, b: bigint): Exact {
  if (b === 0n) throw divisionByZero()
  return a % b === 0n ? a / b : makeRational(a, b)
}

/** Factors below this are multiplied without asking for their size. */
const SMALL_FACTOR = 2n ** 4096n

function product(a: bigint, b: bigint): bigint {
  const isSmall = a < SMALL_FACTOR && b < SMALL_FACTOR && -a < SMALL_FACTOR && -b < SMALL_FACTOR
  if (!isSmall) checkBits(bitLength(a) + bitLength(b))
  return a * b
}

export const divisionByZero = () => new NumberFailure('division-by-zero', 'division by zero')

export const add = (a: Real, b: Real): Real => combine(a, b, addition)
export const subtract = (a: Real, b: Real): Real => combine(a, b, subtraction)
export const multiply = (a: Real, b: Real): Real => combine(a, b, multiplication)

export const divide = (a: Real, b: Real): Real => combine(a, b, division)

/** -1, 0 or 1 as `a` is below, equal to or above `b`, by their exact values; NaN where one is that. */
export function compare(a: Real, b: Real): number {
  if (typeof a !== 'object' && typeof b !== 'object') {
    return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN
  }
  if (typeof a === 'number' && !Number.isFinite(a)) return compareToFinite(a)
  if (typeof b === 'number' && !Number.isFinite(b)) return -compareToFinite(b)
  const left = asRatio(toExact(a))
  const right = asRatio(toExact(b))
  return compare(
    product(left.numerator, right.denominator),
    product(right.numerator, left.denominator),
  )
}

const compareToFinite = (a: number) => (Number.isNaN(a) ? Number.NaN : a > 0 ? 1 : -1)

/** Whether `a` is below 0. */
export const isNegative = (a: Real): boolean => (typeof a === 'object' ? a.numerator < 0n : a < 0)

export function negate(a: Real): Real {
  if (typeof a === 'number') return -a
  if (typeof a === 'bigint') return -a
  return { numerator: -a.numerator, denominator: a.denominator }
}
