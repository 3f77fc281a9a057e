// Elementary functions of complex doubles, after W. Kahan, "Branch cuts for complex elementary functions"
// (1987): signs of zeros say on which side of a cut a number lies.

import { scale } from './tower.ts'

/** A complex double. */
export interface Point {
  readonly x: number
  readonly y: number
}

export type PointFunction = (z: Point) => Point

const point = (x: number, y: number): Point => ({ x, y })

/** Numbers beyond this have squares that a double cannot hold. */
const LARGE = 2 ** 510
/** Below this squares lose bits. */
const TINY = 2 ** -480
const SHIFT = 2 ** 600

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0)
const withSign = (x: number, of: number): number => (isNegative(of) ? -Math.abs(x) : Math.abs(x))

export const magnitudeOf = ({ x, y }: Point): number => Math.hypot(x, y)

export function squareRoot({ x, y }: Point): Point {
  if (x === 0 && y === 0) return point(0, y)
  if (Math.abs(y) === Infinity) return point(Infinity, y)
  if (Math.abs(x) === Infinity) {
    if (x > 0) return point(x, Number.isNaN(y) ? y : withSign(0, y))
    return point(Number.isNaN(y) ? y : 0, withSign(Infinity, y))
  }
  const size = Math.max(Math.abs(x), Math.abs(y))
  const scale = size > LARGE ? 1 / SHIFT : size < TINY ? SHIFT : 1
  const [a, b] = [Math.abs(x) * scale, y * scale]
  const root = Math.sqrt((a + Math.hypot(a, b)) / 2)
  const other = b / (2 * root)
  const back = 1 / Math.sqrt(scale)
  if (x >= 0) return point(root * back, other * back)
  return point(Math.abs(other) * back, withSign(root, y) * back)
}

/** Beyond this the exponential is infinite. */
const MOST_EXPONENT = 709

export function exponential({ x, y }: Point): Point {
  if (y === 0) return point(Math.exp(x), y)
  // Half of the exponent first: the whole may overflow where the parts of the result do not.
  const first = x > MOST_EXPONENT ? Math.exp(x / 2) : 1
  const size = Math.exp(first === 1 ? x : x / 2)
  return point(first * Math.cos(y) * size, first * Math.sin(y) * size)
}

/** The logarithm; near the unit circle that of the distance from it. */
export function logarithm({ x, y }: Point): Point {
  const large = Math.max(Math.abs(x), Math.abs(y))
  const small = Math.min(Math.abs(x), Math.abs(y))
  return point(logarithmOfSize(large, small), Math.atan2(y, x))
}

function logarithmOfSize(large: number, small: number): number {
  if (large > 0.5 && large < 2) {
    return Math.log1p(squaresBeyondOne(large, small)) / 2
  }
  if (large > LARGE && large < Infinity) {
    return Math.log(Math.hypot(large / SHIFT, small / SHIFT)) + 600 * Math.LN2
  }
  return Math.log(Math.hypot(large, small))
}

/** a * a + b * b - 1, where that is near 0: the squares are taken with their rounding errors. */
function squaresBeyondOne(a: number, b: number): number {
  const [first, second] = [a * a, b * b]
  return first - 1 + second + (squareError(a, first) + squareError(b, second))
}

/** The half of a double's bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1

/** What is missing of a * a in its rounded value `square` (Dekker 1971). */
function squareError(a: number, square: number): number {
  const scaled = SPLITTER * a
  const high = scaled - (scaled - a)
  const low = a - high
  return high * high - square + 2 * high * low + low * low
}

/** x / y. Both are scaled to be near 1, so that no step overflows or vanishes. */
export function quotient(a: Point, b: Point): Point {
  const [above, below] = [exponentOf(a), exponentOf(b)]
  const { x, y } = divideNear1(scaleBy(a, -above), scaleBy(b, -below))
  return scaleBy(point(x, y), above - below)
}

function exponentOf({ x, y }: Point): number {
  const size = Math.max(Math.abs(x), Math.abs(y))
  return size > 0 && size < Infinity ? Math.floor(Math.log2(size)) : 0
}

const scaleBy = ({ x, y }: Point, exponent: number): Point =>
  point(scale(x, exponent), scale(y, exponent))

/** Smith's method: the larger part of the divisor is divided out first. */
function divideNear1({ x, y }: Point, { x: c, y: d }: Point): Point {
  if (Math.abs(c) >= Math.abs(d)) {
    const ratio = d / c
    const below = c + d * ratio
    return point((x + y * ratio) / below, (y - x * ratio) / below)
  }
  const ratio = c / d
  const below = c * ratio + d
  return point((x * ratio + y) / below, (y * ratio - x) / below)
}

export function sine({ x, y }: Point): Point {
  return point(Math.sin(x) * Math.cosh(y), Math.cos(x) * Math.sinh(y))
}

export function cosine({ x, y }: Point): Point {
  return point(Math.cos(x) * Math.cosh(y), -(Math.sin(x) * Math.sinh(y)))
}

/** Beyond this the hyperbolic tangent is 1. */
const MOST_SLOPE = 175

function hyperbolicTangent({ x, y }: Point): Point {
  if (Math.abs(x) > MOST_SLOPE) return point(withSign(1, x), withSign(0, y))
  const tangent = Math.tan(y)
  const steepness = 1 + tangent * tangent
  const sinh = Math.sinh(x)
  const cosh = Math.sqrt(1 + sinh * sinh)
  if (Math.abs(tangent) === Infinity) return point(cosh / sinh, 1 / tangent)
  const below = 1 + steepness * sinh * sinh
  return point((steepness * cosh * sinh) / below, tangent / below)
}

function inverseHyperbolicTangent({ x, y }: Point): Point {
  // By symmetry x is not negative from here on, and y has the opposite sign if it was.
  const sign = withSign(1, x)
  const [a, b] = [Math.abs(x), y * -sign]
  const result = (real: number, imaginary: number) => point(sign * real, -sign * imaginary)
  if (a > LARGE || Math.abs(b) > LARGE) {
    const far = Math.hypot(a / SHIFT, b / SHIFT)
    return result(a / SHIFT / far / far / SHIFT, withSign(Math.PI / 2, b))
  }
  if (a === 1 && Math.abs(b) < TINY) {
    return result(
      b === 0 ? Infinity : (Math.LN2 - Math.log(Math.abs(b))) / 2,
      b === 0 ? b : withSign(Math.PI / 4, b),
    )
  }
  const square = b * b
  return result(
    Math.log1p((4 * a) / ((1 - a) * (1 - a) + square)) / 4,
    Math.atan2(2 * b, (1 - a) * (1 + a) - square) / 2,
  )
}

/** i * z, and back. */
const turn = ({ x, y }: Point): Point => point(-y, x)
const turnBack = ({ x, y }: Point): Point => point(y, -x)

export const tangent: PointFunction = (z) => turnBack(hyperbolicTangent(turn(z)))
export const arcTangent: PointFunction = (z) => turnBack(inverseHyperbolicTangent(turn(z)))

/** The roots of 1 - z and 1 + z, of which arc sine and arc cosine are made. */
function rootsAround({ x, y }: Point): [minus: Point, plus: Point] {
  return [squareRoot(point(1 - x, -y)), squareRoot(point(1 + x, y))]
}

const productReal = (a: Point, b: Point): number => a.x * b.x - a.y * b.y
/** Imaginary part of the product of `b` and the conjugate of `a`. */
const productImaginary = (a: Point, b: Point): number => a.x * b.y - a.y * b.x

export function arcSine(z: Point): Point {
  const [minus, plus] = rootsAround(z)
  return point(Math.atan2(z.x, productReal(minus, plus)), Math.asinh(productImaginary(minus, plus)))
}

export function arcCosine(z: Point): Point {
  const [minus, plus] = rootsAround(z)
  return point(2 * Math.atan2(minus.x, plus.x), Math.asinh(productImaginary(plus, minus)))
}
