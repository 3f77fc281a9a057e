// What arithmetic means where an operand or the result is complex, from what it means for real numbers.
//
// A real operand has no imaginary part (null), which is not the same as one of 0.0.

import { isReal, realMeanings } from './numbers.ts'
import { error, type Outcome, type Result, value } from './outcome.ts'
import { boolean, complex, fixnum, flonum, type Value } from './values.ts'

export const isNumber = (v: Value): boolean => isReal(v) || 'complex' in v

type Parts = readonly [Value, Value | null]

const partsOf = (v: Value): Parts => ('complex' in v ? v.complex : [v, null])

/** A meaning of real numbers as a function; an error of it is thrown, as the outcome it is. */
const operation =
  (name: keyof typeof realMeanings) =>
  (...operands: Value[]): Value => {
    const outcome: Outcome = realMeanings[name](...operands)
    if ('error' in outcome) throw outcome
    return outcome.values[0] as Value
  }

const [plus, minus, times, over] = [
  operation('add'),
  operation('subtract'),
  operation('multiply'),
  operation('divide'),
]
const zero = fixnum(0)

/** The number with these parts. */
function join(real: Value, imaginary: Value | null): Value {
  if (imaginary === null || ('fixnum' in imaginary && imaginary.fixnum === 0n)) return real
  if ('flonum' in real === 'flonum' in imaginary) return complex(real, imaginary)
  const inexact = operation('inexact')
  return complex(inexact(real), inexact(imaginary))
}

const lift =
  (name: keyof typeof realMeanings, run: (a: Parts, b: Parts) => Value): Result =>
  (a, b) => {
    if (a === undefined || b === undefined || !isNumber(a) || !isNumber(b))
      return error('wrong-type')
    if (isReal(a) && isReal(b)) return realMeanings[name](a, b)
    try {
      return value(run(partsOf(a), partsOf(b)))
    } catch (outcome) {
      return outcome as Outcome
    }
  }

const negate = (a: Value) => ('flonum' in a ? flonum(-a.flonum) : minus(zero, a))

function sum([a, b]: Parts, [c, d]: Parts): Value {
  return join(plus(a, c), b === null ? d : d === null ? b : plus(b, d))
}

function product([a, b]: Parts, [c, d]: Parts): Value {
  if (b === null) return join(times(a, c), d === null ? null : times(a, d))
  if (d === null) return join(times(a, c), times(b, c))
  return join(minus(times(a, c), times(b, d)), plus(times(a, d), times(b, c)))
}

/** By a complex number: the product with its conjugate, divided by the square of its magnitude. */
function quotient([a, b]: Parts, [c, d]: Parts): Value {
  if (d === null) return join(over(a, c), b === null ? null : over(b, c))
  const square = plus(times(c, c), times(d, d))
  const imaginary = b ?? zero
  return join(
    over(plus(times(a, c), times(imaginary, d)), square),
    over(minus(times(imaginary, c), times(a, d)), square),
  )
}

function areEqual([a, b]: Parts, [c, d]: Parts): Value {
  const same = (x: Value, y: Value) => 'boolean' in x && x.boolean && 'boolean' in y && y.boolean
  const equal = operation('number-equal')
  return boolean(same(equal(a, c), equal(b ?? zero, d ?? zero)))
}

/** The meaning `result` of real numbers, of each part. */
export const byParts =
  (result: Result): Result =>
  (a) => {
    if (a === undefined || !('complex' in a)) return result(a)
    const outcomes = a.complex.map((part) => result(part))
    const failed = outcomes.find((outcome) => 'error' in outcome)
    if (failed !== undefined) return failed
    const [real, imaginary] = outcomes.map((each) => ('values' in each ? each.values[0] : zero))
    return value(join(real as Value, imaginary as Value))
  }

const isNegative = (a: Value): boolean => {
  const below = operation('less')(a, zero)
  return 'boolean' in below && below.boolean
}

/** The root with parts that are not negative, but for the sign of the imaginary part. */
const sqrt: Result = (a) => {
  if (a === undefined || !isNumber(a)) return error('wrong-type')
  const root = operation('sqrt')
  const [real, imaginary] = partsOf(a)
  if (imaginary === null) {
    if (!isNegative(a)) return value(root(a))
    const upper = root(negate(a))
    return value(join('flonum' in upper ? flonum(0) : zero, upper))
  }
  const size = root(plus(times(real, real), times(imaginary, imaginary)))
  const across = root(over(plus(size, real), fixnum(2)))
  const up = root(over(minus(size, real), fixnum(2)))
  return value(join(across, isNegative(imaginary) ? negate(up) : up))
}

export const numberMeanings = {
  ...realMeanings,
  add: lift('add', sum),
  subtract: lift('subtract', (a, [c, d]) => sum(a, [negate(c), d && negate(d)])),
  multiply: lift('multiply', product),
  divide: lift('divide', quotient),
  'number-equal': lift('number-equal', areEqual),
  sqrt,
  inexact: byParts(realMeanings.inexact),
} as const
