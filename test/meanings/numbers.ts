// What arithmetic and comparison mean, over fractions of bigints and doubles.
//
// An exact operand is a fraction here, whatever the VM makes of it; mixed operands are combined as
// doubles, but compared exactly. complex.ts adds the operands and results that are complex.

import { error, type Outcome, type Result, value } from './outcome.ts'
import { bignum, boolean, fixnum, flonum, MAX, MIN, ratnum, type Value } from './values.ts'

/** A fraction, in lowest terms or not; the denominator is not 0. */
export type Fraction = readonly [bigint, bigint]
type Exact = (a: Fraction, b: Fraction) => Fraction | Outcome
type Inexact = (a: number, b: number) => number | Outcome

/** Whether `v` is a real number. */
export const isReal = (v: Value): boolean =>
  'fixnum' in v || 'bignum' in v || 'ratnum' in v || 'flonum' in v

/** An exact number as a fraction; null for a flonum. */
export function fractionOf(v: Value): Fraction | null {
  if ('fixnum' in v) return [v.fixnum, 1n]
  if ('bignum' in v) return [v.bignum, 1n]
  return 'ratnum' in v ? v.ratnum : null
}

/** The sampled fractions have parts that are exact as doubles, so the division rounds once. */
export function toDouble(v: Value): number {
  if ('flonum' in v) return v.flonum
  const [above, below] = fractionOf(v) as Fraction
  return below === 1n ? Number(above) : Number(above) / Number(below)
}

function lowestTerms([above, below]: Fraction): Fraction {
  let [a, b] = [above, below]
  while (b !== 0n) [a, b] = [b, a % b]
  const divisor = a < 0n === below < 0n ? a : -a
  return [above / divisor, below / divisor]
}

export function exactValue(fraction: Fraction): Value {
  const [above, below] = lowestTerms(fraction)
  if (below !== 1n) return ratnum(above, below)
  return above > MAX || above < MIN ? bignum(above) : fixnum(above)
}

const isFraction = (result: Fraction | Outcome): result is Fraction => Array.isArray(result)

function deliver(result: Fraction | number | Outcome): Outcome {
  if (typeof result === 'number') return value(flonum(result))
  return isFraction(result) ? value(exactValue(result)) : result
}

const binary =
  (exact: Exact, inexact: Inexact): Result =>
  (a, b) => {
    if (a === undefined || b === undefined || !isReal(a) || !isReal(b)) return error('wrong-type')
    const [left, right] = [fractionOf(a), fractionOf(b)]
    if (left !== null && right !== null) return deliver(exact(left, right))
    return deliver(inexact(toDouble(a), toDouble(b)))
  }

/** The exact value of a finite double: every double is a multiple of 2 ** -1074. */
export function fractionOfDouble(x: number): Fraction {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, x)
  const word = bits.getBigUint64(0)
  const exponent = (word >> 52n) & 0x7ffn
  const mantissa = word & 0xfffffffffffffn
  const magnitude = exponent === 0n ? mantissa : (mantissa + 0x10000000000000n) << (exponent - 1n)
  return [x < 0 ? -magnitude : magnitude, 2n ** 1074n]
}

/** -1, 0, 1, or NaN where a NaN has no place; by mathematical values. */
function order(a: Value, b: Value): number {
  for (const [v, sign] of [
    [a, 1],
    [b, -1],
  ] as const) {
    if ('flonum' in v && Number.isNaN(v.flonum)) return Number.NaN
    const other = v === a ? b : a
    if ('flonum' in v && !Number.isFinite(v.flonum) && !('flonum' in other)) {
      return v.flonum > 0 ? sign : -sign
    }
  }
  if ('flonum' in a && 'flonum' in b) {
    return a.flonum < b.flonum ? -1 : a.flonum > b.flonum ? 1 : a.flonum === b.flonum ? 0 : NaN
  }
  const fraction = (v: Value) => fractionOf(v) ?? fractionOfDouble(toDouble(v))
  const [left, right] = [fraction(a), fraction(b)]
  const difference = left[0] * right[1] - right[0] * left[1]
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const compare =
  (decide: (order: number) => boolean): Result =>
  (a, b) => {
    if (a === undefined || b === undefined || !isReal(a) || !isReal(b)) return error('wrong-type')
    return value(boolean(decide(order(a, b))))
  }

/** Doubles that are integers divide like integers; the sign of a zero is left open. */
function integral(exact: (a: bigint, b: bigint) => bigint): Result {
  return (a, b) => {
    if (a === undefined || b === undefined || !isInteger(a) || !isInteger(b))
      return error('wrong-type')
    const divisor = toInteger(b)
    if (divisor === 0n) return error('division-by-zero')
    const result = exact(toInteger(a), divisor)
    if (!('flonum' in a) && !('flonum' in b)) return deliver([result, 1n])
    // What is mixed is done in doubles, but for an exact operand that is too large for one.
    const areDoubles = Number.isFinite(toDouble(a)) && Number.isFinite(toDouble(b))
    const inexact = areDoubles ? exact(BigInt(toDouble(a)), BigInt(toDouble(b))) : result
    return inexact === 0n ? { values: [flonum(0), flonum(-0)] } : deliver(Number(inexact))
  }
}

const isInteger = (v: Value): boolean =>
  'fixnum' in v || 'bignum' in v || ('flonum' in v && Number.isInteger(v.flonum))

const toInteger = (v: Value): bigint =>
  'flonum' in v ? BigInt(v.flonum) : (fractionOf(v) as Fraction)[0]

function floorModulo(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const floor = a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
  return a - b * floor
}

/** The root of a square, by bisection; null for anything else. */
function exactRoot(square: bigint): bigint | null {
  let [low, high] = [0n, square + 1n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle * middle <= square) low = middle
    else high = middle
  }
  return low * low === square ? low : null
}

/** Of a number that is not negative. */
const sqrt: Result = (a) => {
  if (a === undefined || !isReal(a)) return error('wrong-type')
  const fraction = fractionOf(a)
  if (fraction === null) return value(flonum(Math.sqrt(toDouble(a))))
  const [above, below] = [exactRoot(fraction[0]), exactRoot(fraction[1])]
  if (above !== null && below !== null) return value(exactValue([above, below]))
  return value(flonum(Math.sqrt(toDouble(a))))
}

const inexact: Result = (a) =>
  a === undefined || !isReal(a) ? error('wrong-type') : value(flonum(toDouble(a)))

export const realMeanings = {
  add: binary(
    ([a, b], [c, d]) => [a * d + c * b, b * d],
    (a, b) => a + b,
  ),
  subtract: binary(
    ([a, b], [c, d]) => [a * d - c * b, b * d],
    (a, b) => a - b,
  ),
  multiply: binary(
    ([a, b], [c, d]) => [a * c, b * d],
    (a, b) => a * b,
  ),
  divide: binary(
    ([a, b], [c, d]) => (c === 0n ? error('division-by-zero') : [a * d, b * c]),
    (a, b) => a / b,
  ),
  quotient: integral((a, b) => a / b),
  remainder: integral((a, b) => a % b),
  modulo: integral(floorModulo),
  less: compare((order) => order < 0),
  'less-or-equal': compare((order) => order <= 0),
  'number-equal': compare((order) => order === 0),
  sqrt,
  inexact,
} as const
