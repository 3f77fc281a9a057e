// Roots and powers of all numbers. Exact wherever the result is.

import {
  add,
  type Complex,
  divide,
  fromPoint,
  isComplex,
  isExactNumber,
  makeRectangular,
  multiply,
  type Numeric,
  pointOf,
  realPart,
} from './complex.ts'
import { magnitudeOf, squareRoot as rootOfPoint } from './complex-functions.ts'
import { bitLength, checkBits, NumberFailure } from './limits.ts'
import {
  denominatorOf,
  divisionByZero,
  type Exact,
  isExact,
  isNegative,
  negate,
  numeratorOf,
  type Ratio,
  type Real,
  scale,
  toDouble,
} from './tower.ts'
import { exp, log } from './transcendental.ts'

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

/** Beyond this a double may be infinite. */
const LARGEST_ROOTED = 2n ** 1000n

export function squareRoot(a: Numeric): Numeric {
  if (isComplex(a)) return rootOfComplex(a)
  if (!isNegative(a)) return rootOfReal(a)
  const root = rootOfReal(negate(a))
  return makeRectangular(isExact(root) ? 0n : 0, root)
}

/** The root of a number that is not negative. */
function rootOfReal(a: Real): Real {
  if (typeof a === 'number') return Math.sqrt(a)
  if (typeof a === 'bigint') {
    const root = integerRoot(a)
    return root * root === a ? root : inexactRoot(a)
  }
  const numerator = rootOfReal(a.numerator)
  const denominator = rootOfReal(a.denominator)
  if (isExact(numerator) && isExact(denominator)) return divide(numerator, denominator) as Exact
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

/** The exact root is (s, y / 2s), where s is the root of half the sum of magnitude and real part. */
function rootOfComplex(a: Complex): Numeric {
  const size = isExactNumber(a) ? magnitude(a) : Number.NaN
  if (isExact(size)) {
    const real = squareRoot(divide(add(size, a.real), 2n))
    const imaginary = squareRoot(divide(add(size, negate(a.real)), 2n))
    if (isExactNumber(real) && isExactNumber(imaginary)) {
      const upper = realPart(imaginary)
      return makeRectangular(realPart(real), isNegative(a.imaginary) ? negate(upper) : upper)
    }
  }
  return inexactRootOfComplex(a)
}

/** Exponents up to here leave room for the squares of doubles. */
const MOST_ROOTED_EXPONENT = 500

/** Exact parts may be too large or too small for a double where those of the root are not. */
function inexactRootOfComplex(a: Complex): Complex {
  const exponent = Math.max(exponentOf(a.real), exponentOf(a.imaginary))
  if (Math.abs(exponent) <= MOST_ROOTED_EXPONENT) return fromPoint(rootOfPoint(pointOf(a)))
  const half = exponent >> 1
  const shift = 1n << BigInt(2 * Math.abs(half))
  const { x, y } = rootOfPoint(pointOf(half > 0 ? divide(a, shift) : multiply(a, shift)))
  return fromPoint({ x: scale(x, half), y: scale(y, half) })
}

/** The binary exponent of an exact number, or one more; 0 for flonums. */
function exponentOf(a: Real): number {
  if (typeof a === 'number') return 0
  if (a === 0n) return Number.NEGATIVE_INFINITY
  return bitLength(numeratorOf(a)) - bitLength(denominatorOf(a))
}

/** The distance from 0. */
export function magnitude(a: Numeric): Real {
  if (!isComplex(a)) return isNegative(a) ? negate(a) : typeof a === 'number' ? Math.abs(a) : a
  if (!isExactNumber(a)) return magnitudeOf(pointOf(a))
  return rootOfReal(add(multiply(a.real, a.real), multiply(a.imaginary, a.imaginary)) as Real)
}

/** base ** exponent. */
export function power(base: Numeric, exponent: Numeric): Numeric {
  if (typeof exponent === 'bigint') return integerPower(base, exponent)
  if (isComplex(base) || isComplex(exponent)) return generalPower(base, exponent)
  if (base === 0n && isExact(exponent)) {
    if (isNegative(exponent)) throw divisionByZero()
    return 0n
  }
  // An exact base and a fraction: exact if the fraction is a root of a power that exists.
  if (isHalf(exponent) && isExact(base)) return integerPower(squareRoot(base), exponent.numerator)
  const [x, y] = [toDouble(base), toDouble(exponent)]
  if (needsLogarithm(base, x, y)) return generalPower(base, exponent)
  return doublePower(x, y)
}

/** An odd multiple of 1/2. */
const isHalf = (a: Real): a is Ratio => typeof a === 'object' && a.denominator === 2n

/** Whether `base`, as a double x, is negative and its power complex, or too large or small for a double. */
function needsLogarithm(base: Real, x: number, y: number): boolean {
  if (!Number.isFinite(y) || (isNegative(base) && Number.isInteger(y))) return false
  if (isExact(base) && base !== 0n && (x === 0 || !Number.isFinite(x))) return true
  return x < 0 && Number.isFinite(x)
}

function integerPower(base: Numeric, exponent: bigint): Numeric {
  if (exponent === 0n) return 1n
  if (typeof base === 'number') return doubleToInteger(base, exponent)
  if (isComplex(base)) return complexPower(base, exponent)
  if (exponent > 0n) return exactPower(base, exponent)
  if (base === 0n) throw divisionByZero()
  return divide(1n, exactPower(base, -exponent))
}

/** No exact number but i and -i has a power with a longer exponent, and squaring doubles would take long. */
const MOST_EXPONENT_BITS = 64

/** By squaring: one bit of the exponent after the other. */
function complexPower(base: Complex, exponent: bigint): Numeric {
  if (exponent < 0n) return divide(1n, complexPower(base, -exponent))
  if (base.real === 0n && (base.imaginary === 1n || base.imaginary === -1n)) {
    return squarePower(base, exponent % 4n)
  }
  if (bitLength(exponent) <= MOST_EXPONENT_BITS) return squarePower(base, exponent)
  if (isExactNumber(base)) checkBits(Infinity)
  return generalPower(base, exponent)
}

function squarePower(base: Complex, exponent: bigint): Numeric {
  let result: Numeric = 1n
  for (const bit of exponent.toString(2)) {
    result = multiply(result, result)
    if (bit === '1') result = multiply(result, base)
  }
  return result
}

/** By exponential and logarithm, which a base of 0 does not have. */
function generalPower(base: Numeric, exponent: Numeric): Numeric {
  if (isComplex(base) && !isComplex(exponent) && isHalf(exponent)) {
    return integerPower(squareRoot(base), exponent.numerator)
  }
  if (base === 0n || base === 0) {
    if (toDouble(realPart(exponent)) > 0) return base
    throw new NumberFailure('division-by-zero', 'this power of 0 is not defined')
  }
  return exp(multiply(exponent, log(base)))
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
  return base ** exponent
}
