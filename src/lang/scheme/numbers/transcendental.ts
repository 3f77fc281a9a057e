// Exponentials, logarithms and circular functions: doubles, but for the few exact results.
//
// Where a real argument has no real result (a logarithm of -1), and of complex arguments, the functions of
// complex-functions.ts are taken. A real argument on a branch cut belongs to the side that R7RS 6.2.6 says.

import { divide, fromPoint, isComplex, type Numeric, pointOf } from './complex.ts'
import * as complex from './complex-functions.ts'
import { bitLength, NumberFailure } from './limits.ts'
import { compare, isNegative, negate, type Real, toDouble } from './tower.ts'

/** `f`, whose value at the exact number `at` is the exact number `exact`; `general` of complex numbers. */
function function1(
  f: (x: number) => number,
  at: bigint,
  exact: bigint,
  general: complex.PointFunction,
) {
  return (a: Numeric): Numeric => {
    if (isComplex(a)) return fromPoint(general(pointOf(a)))
    return a === at ? exact : f(toDouble(a))
  }
}

export const exp = function1(Math.exp, 0n, 1n, complex.exponential)
export const sin = function1(Math.sin, 0n, 0n, complex.sine)
export const cos = function1(Math.cos, 0n, 1n, complex.cosine)
export const tan = function1(Math.tan, 0n, 0n, complex.tangent)
const arcSine = function1(Math.asin, 0n, 0n, complex.arcSine)
const arcCosine = function1(Math.acos, 1n, 0n, complex.arcCosine)
const arcTangent = function1(Math.atan, 0n, 0n, complex.arcTangent)

/** `real` of real numbers from -1 to 1, `general` of all others: those above 1 are below their cut. */
function inUnitInterval(
  real: (a: Numeric) => Numeric,
  general: complex.PointFunction,
): (a: Numeric) => Numeric {
  return (a) => {
    if (isComplex(a)) return real(a)
    if (compare(a, 1n) > 0) return fromPoint(general({ x: toDouble(a), y: -0 }))
    if (compare(a, -1n) < 0) return fromPoint(general({ x: toDouble(a), y: 0 }))
    return real(a)
  }
}

export const asin = inUnitInterval(arcSine, complex.arcSine)
export const acos = inUnitInterval(arcCosine, complex.arcCosine)

export function atan(a: Numeric): Numeric {
  if (isComplex(a) && a.real === 0n && (a.imaginary === 1n || a.imaginary === -1n)) {
    throw new NumberFailure('division-by-zero', 'the arc tangent of i or -i is not defined')
  }
  return arcTangent(a)
}

/** The natural logarithm. */
export function log(a: Numeric): Numeric {
  if (a === 1n) return 0n
  if (isComplex(a)) return fromPoint(complex.logarithm(pointOf(a)))
  if (isNegative(a)) return { real: logarithm(negate(a), Math.log, Math.LN2), imaginary: Math.PI }
  return logarithm(a, Math.log, Math.LN2)
}

/** The logarithm to `base`. */
export function logToBase(a: Numeric, base: Numeric): Numeric {
  if (a === 1n) return 0n
  if (!isComplex(a) && !isNegative(a)) {
    if (base === 2n) return logarithm(a, Math.log2, 1)
    if (base === 10n) return logarithm(a, Math.log10, Math.LOG10E * Math.LN2)
  }
  const divisor = log(base)
  return divide(log(a), divisor === 0n ? 0 : divisor)
}

/** `f`, a logarithm in which that of 2 is `ofTwo`, of a number that is not negative. */
function logarithm(a: Real, f: (x: number) => number, ofTwo: number): number {
  if (a === 0n) throw new NumberFailure('division-by-zero', 'the logarithm of 0 is not defined')
  if (typeof a === 'number') return f(a)
  const x = toDouble(a)
  if (typeof a === 'bigint') return Number.isFinite(x) ? f(x) : logarithmOfLarge(a, f, ofTwo)
  if (x > 0 && Number.isFinite(x)) return f(x)
  return logarithm(a.numerator, f, ofTwo) - logarithm(a.denominator, f, ofTwo)
}

function logarithmOfLarge(a: bigint, f: (x: number) => number, ofTwo: number): number {
  const shift = bitLength(a) - 64
  return f(Number(a >> BigInt(shift))) + shift * ofTwo
}

/** The angle of the point (x, y). */
export function atan2(y: Real, x: Real): Real {
  if (y === 0n && typeof x !== 'number') {
    if (x === 0n) throw new NumberFailure('division-by-zero', 'the origin has no angle')
    if (!isNegative(x)) return 0n
  }
  return Math.atan2(toDouble(y), toDouble(x))
}
