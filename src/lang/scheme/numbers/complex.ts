// Complex numbers in rectangular form, and arithmetic on all numbers.
//
// A complex number is exact in both parts or in none: if one part is a flonum, the other becomes one. A
// number whose imaginary part is exactly 0 is real; one with the imaginary part 0.0 is not, and a real
// operand has no imaginary part at all, so `(* 2.0 1.0+inf.0i)` has no NaN. (Chez Scheme has these rules.)

import { type ComplexNumber, isComplex } from '../../../heap/index.ts'
import { type Point, quotient } from './complex-functions.ts'
import * as reals from './tower.ts'
import { compare, isExact, negate, type Real, toDouble, toExact } from './tower.ts'

export { isComplex }
export type Complex = ComplexNumber
export type Numeric = Real | Complex

/** The number with these parts. */
export function makeRectangular(real: Real, imaginary: Real): Numeric {
  if (imaginary === 0n) return real
  if (isExact(real) === isExact(imaginary)) return { real, imaginary }
  return { real: toDouble(real), imaginary: toDouble(imaginary) }
}

export const realPart = (a: Numeric): Real => (isComplex(a) ? a.real : a)
export const imaginaryPart = (a: Numeric): Real => (isComplex(a) ? a.imaginary : 0n)

/** Whether both parts are exact. */
export const isExactNumber = (a: Numeric): boolean => isExact(realPart(a))

/** Whether `decide` holds for a part of `a`. */
export const somePart = (decide: (part: Real) => boolean) => (a: Numeric) =>
  isComplex(a) ? decide(a.real) || decide(a.imaginary) : decide(a)

export const isFinitePart = (a: Real): boolean => isExact(a) || Number.isFinite(a)

/** Applies to both parts. */
const mapParts = (run: (part: Real) => Real) => (a: Numeric) =>
  isComplex(a) ? makeRectangular(run(a.real), run(a.imaginary)) : run(a)

export const exactOf = mapParts(toExact)
export const inexactOf = mapParts(toDouble)
export const opposite = mapParts(negate)

export function add(a: Numeric, b: Numeric): Numeric {
  if (!isComplex(a) && !isComplex(b)) return reals.add(a, b)
  const real = reals.add(realPart(a), realPart(b))
  return makeRectangular(real, joinImaginary(a, b, reals.add))
}

export function subtract(a: Numeric, b: Numeric): Numeric {
  if (!isComplex(a) && !isComplex(b)) return reals.subtract(a, b)
  const real = reals.subtract(realPart(a), realPart(b))
  return makeRectangular(real, joinImaginary(a, opposite(b), reals.add))
}

/** The imaginary part of a sum, where a real operand leaves that of the other as it is. */
function joinImaginary(a: Numeric, b: Numeric, run: (a: Real, b: Real) => Real): Real {
  if (!isComplex(a)) return imaginaryPart(b)
  return isComplex(b) ? run(a.imaginary, b.imaginary) : a.imaginary
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  if (!isComplex(a)) return isComplex(b) ? scaleBy(b, a) : reals.multiply(a, b)
  if (!isComplex(b)) return scaleBy(a, b)
  return makeRectangular(
    reals.subtract(reals.multiply(a.real, b.real), reals.multiply(a.imaginary, b.imaginary)),
    reals.add(reals.multiply(a.real, b.imaginary), reals.multiply(a.imaginary, b.real)),
  )
}

const scaleBy = (a: Complex, factor: Real) =>
  makeRectangular(reals.multiply(a.real, factor), reals.multiply(a.imaginary, factor))

export function divide(a: Numeric, b: Numeric): Numeric {
  if (!isComplex(b)) {
    if (!isComplex(a)) return reals.divide(a, b)
    return makeRectangular(reals.divide(a.real, b), reals.divide(a.imaginary, b))
  }
  if (isExactNumber(a) && isExactNumber(b)) return multiply(a, exactInverse(b))
  return fromPoint(quotient(pointOf(a), pointOf(b)))
}

function exactInverse(b: Complex): Numeric {
  const square = reals.add(reals.multiply(b.real, b.real), reals.multiply(b.imaginary, b.imaginary))
  return makeRectangular(reals.divide(b.real, square), reals.divide(negate(b.imaginary), square))
}

/** The nearest complex double. */
export const pointOf = (a: Numeric): Point => ({
  x: toDouble(realPart(a)),
  y: toDouble(imaginaryPart(a)),
})

export const fromPoint = ({ x, y }: Point): Complex => ({ real: x, imaginary: y })

export const equalNumbers = (a: Numeric, b: Numeric): boolean =>
  compare(realPart(a), realPart(b)) === 0 && compare(imaginaryPart(a), imaginaryPart(b)) === 0

/** The number at this distance from 0 and in this direction. */
export function makePolar(magnitude: Real, angle: Real): Numeric {
  if (angle === 0n || magnitude === 0n) return magnitude
  const [distance, direction] = [toDouble(magnitude), toDouble(angle)]
  return { real: distance * Math.cos(direction), imaginary: distance * Math.sin(direction) }
}

/** The direction of `a` seen from 0. */
export function angle(a: Numeric): Real {
  if (isComplex(a)) return Math.atan2(toDouble(a.imaginary), toDouble(a.real))
  if (isExact(a)) return reals.isNegative(a) ? Math.PI : 0n
  return Math.atan2(0, a)
}
