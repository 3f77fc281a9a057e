// What arithmetic and comparison mean, over bigints and doubles.
//
// Mixed operands are combined as doubles, but compared exactly. Exact results outside 61 bits, exact ratios
// and roots of negative numbers are errors, until the language has such numbers.

import { error, type Outcome, type Result, value } from './outcome.ts'
import { boolean, fixnum, flonum, MAX, MIN, type Value } from './values.ts'

type Exact = (a: bigint, b: bigint) => bigint | Outcome
type Inexact = (a: number, b: number) => number | Outcome

export const isNumber = (v: Value): boolean => 'fixnum' in v || 'flonum' in v

function toDouble(v: Value): number {
  if ('fixnum' in v) return Number(v.fixnum)
  if ('flonum' in v) return v.flonum
  throw new Error('no number')
}

const toNumeric = (v: Value): bigint | number => ('fixnum' in v ? v.fixnum : toDouble(v))

function deliver(result: bigint | number | Outcome): Outcome {
  if (typeof result === 'number') return value(flonum(result))
  if (typeof result !== 'bigint') return result
  return result > MAX || result < MIN ? error('overflow') : value(fixnum(result))
}

const binary =
  (exact: Exact, inexact: Inexact): Result =>
  (a, b) => {
    if (a === undefined || b === undefined || !isNumber(a) || !isNumber(b))
      return error('wrong-type')
    if ('fixnum' in a && 'fixnum' in b) return deliver(exact(a.fixnum, b.fixnum))
    return deliver(inexact(toDouble(a), toDouble(b)))
  }

/** Exact and inexact operands are compared by their mathematical values, as JavaScript does it. */
const compare =
  (decide: (a: bigint | number, b: bigint | number) => boolean): Result =>
  (a, b) => {
    if (a === undefined || b === undefined || !isNumber(a) || !isNumber(b))
      return error('wrong-type')
    return value(boolean(decide(toNumeric(a), toNumeric(b))))
  }

/** Doubles that are integers divide like integers; the sign of a zero is left open. */
function integral(exact: (a: bigint, b: bigint) => bigint): Result {
  return binary(
    (a, b) => (b === 0n ? error('division-by-zero') : exact(a, b)),
    (a, b) => {
      if (!Number.isInteger(a) || !Number.isInteger(b)) return error('wrong-type')
      if (b === 0) return error('division-by-zero')
      const result = Number(exact(BigInt(a), BigInt(b)))
      return result === 0 ? { values: [flonum(0), flonum(-0)] } : result
    },
  )
}

function floorModulo(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const floor = a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
  return a - b * floor
}

const sqrt: Result = (a) => {
  if (a === undefined || !isNumber(a)) return error('wrong-type')
  const x = toDouble(a)
  if (x < 0) return error('complex')
  if ('fixnum' in a) {
    const near = BigInt(Math.round(Math.sqrt(x)))
    for (const root of [near - 1n, near, near + 1n]) {
      if (root >= 0n && root * root === a.fixnum) return value(fixnum(root))
    }
  }
  return value(flonum(Math.sqrt(x)))
}

const inexact: Result = (a) =>
  a === undefined || !isNumber(a) ? error('wrong-type') : value(flonum(toDouble(a)))

export const numberMeanings = {
  add: binary(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  subtract: binary(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  multiply: binary(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  divide: binary(
    (a, b) => (b === 0n ? error('division-by-zero') : a % b === 0n ? a / b : error('ratio')),
    (a, b) => a / b,
  ),
  quotient: integral((a, b) => a / b),
  remainder: integral((a, b) => a % b),
  modulo: integral(floorModulo),
  less: compare((a, b) => a < b),
  'less-or-equal': compare((a, b) => a <= b),
  'number-equal': compare((a, b) => a <= b && b <= a),
  sqrt,
  inexact,
} as const
