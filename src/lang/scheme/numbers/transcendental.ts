// Exponentials, logarithms and circular functions: doubles, but for the few exact results.
//
// Where a real argument has no real result (a logarithm of -1) the failure says `complex`.

import { bitLength, NumberFailure } from './limits.ts'
import { complexFailure } from './powers.ts'
import { compare, isNegative, type Numeric, toDouble } from './tower.ts'

/** `f`, whose value at the exact number `at` is the exact number `exact`. */
function function1(f: (x: number) => number, at: bigint, exact: bigint) {
  return (a: Numeric): Numeric => (a === at ? exact : f(toDouble(a)))
}

export const exp = function1(Math.exp, 0n, 1n)
export const sin = function1(Math.sin, 0n, 0n)
export const cos = function1(Math.cos, 0n, 1n)
export const tan = function1(Math.tan, 0n, 0n)
export const atan = function1(Math.atan, 0n, 0n)
const arcSine = function1(Math.asin, 0n, 0n)
const arcCosine = function1(Math.acos, 1n, 0n)

function inUnitInterval(a: Numeric, f: (a: Numeric) => Numeric): Numeric {
  if (compare(a, 1n) > 0 || compare(a, -1n) < 0) throw complexFailure('the angle')
  return f(a)
}

export const asin = (a: Numeric): Numeric => inUnitInterval(a, arcSine)
export const acos = (a: Numeric): Numeric => inUnitInterval(a, arcCosine)

/** The natural logarithm. */
export function log(a: Numeric): Numeric {
  if (a === 1n) return 0n
  return logarithm(a, Math.log, Math.LN2)
}

/** The logarithm to `base`. */
export function logToBase(a: Numeric, base: Numeric): Numeric {
  if (a === 1n) return 0n
  if (base === 2n) return logarithm(a, Math.log2, 1)
  if (base === 10n) return logarithm(a, Math.log10, Math.LOG10E * Math.LN2)
  const divisor = toDouble(log(base))
  return toDouble(log(a)) / divisor
}

/** `f`, a logarithm in which that of 2 is `ofTwo`, of any positive number. */
function logarithm(a: Numeric, f: (x: number) => number, ofTwo: number): number {
  if (isNegative(a)) throw complexFailure('the logarithm of a negative number')
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
export function atan2(y: Numeric, x: Numeric): Numeric {
  if (y === 0n && typeof x !== 'number') {
    if (x === 0n) throw new NumberFailure('division-by-zero', 'the origin has no angle')
    if (!isNegative(x)) return 0n
  }
  return Math.atan2(toDouble(y), toDouble(x))
}
