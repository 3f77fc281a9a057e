// The runtime procedures of the numeric library: a row each. Names with % are called by Scheme
// definitions (library/texts/numbers.ts) that have settled the common cases.

import type { RuntimeProcedure } from '../../../vm/index.ts'
import { bitAt, bitCount, integerLength } from './bits.ts'
import {
  binary,
  exactIntegerArgument,
  integerArgument,
  naturalArgument,
  numberArgument,
  predicate,
  preferringFlonums,
  property,
  rationalArgument,
  realArgument,
  unary,
} from './calls.ts'
import {
  angle,
  imaginaryPart,
  isComplex,
  isExactNumber,
  isFinitePart,
  makePolar,
  makeRectangular,
  type Numeric,
  realPart,
  somePart,
} from './complex.ts'
import { gcd, lcm } from './integer-division.ts'
import { integerRoot, magnitude, power } from './powers.ts'
import { rationalize } from './rounding.ts'
import { numberToString, stringToNumber } from './text-procedures.ts'
import {
  compare,
  denominatorOf,
  isExact,
  numeratorOf,
  type Real,
  toDouble,
  toExact,
} from './tower.ts'
import { acos, asin, atan, atan2, cos, exp, log, logToBase, sin, tan } from './transcendental.ts'

interface NumberRow {
  readonly name: string
  readonly argumentCount: number
  readonly run: RuntimeProcedure
}

const row = (name: string, argumentCount: number, run: RuntimeProcedure): NumberRow => ({
  name,
  argumentCount,
  run,
})

/** The name that errors show. */
const shown = (name: string) => name.replace(/^%/, '')

const ofNumber = (name: string, run: (a: Numeric) => Numeric) =>
  row(name, 1, unary(shown(name), numberArgument, run))
const ofDouble = (name: string, double: (a: number) => number, run: (a: Numeric) => Numeric) =>
  row(name, 1, preferringFlonums(name, double, run))
const ofNumbers = (name: string, run: (a: Numeric, b: Numeric) => Numeric) =>
  row(name, 2, binary(shown(name), numberArgument, run))
const ofReals = (name: string, run: (a: Real, b: Real) => Numeric) =>
  row(name, 2, binary(shown(name), realArgument, run))
const ofRational = (name: string, run: (a: Real) => Real) =>
  row(name, 1, unary(shown(name), rationalArgument, run))
const ofExact = (name: string, run: (a: bigint) => bigint) =>
  row(name, 1, unary(shown(name), exactIntegerArgument, run))
const ofExacts = (name: string, run: (a: bigint, b: bigint) => bigint) =>
  row(name, 2, binary(shown(name), exactIntegerArgument, run))
const isA = (name: string, decide: (a: Numeric) => boolean) => row(name, 1, predicate(decide))
const has = (name: string, decide: (a: Numeric) => boolean) =>
  row(name, 1, property(shown(name), decide))

/** `extreme(a, b)` if `sign` says which of two is wanted: inexact if one is, and NaN if one is that. */
function extreme(sign: 1 | -1) {
  return (a: Real, b: Real): Real => {
    const order = compare(a, b)
    if (Number.isNaN(order)) return Number.NaN
    const wanted = sign * order >= 0 ? a : b
    return isExact(a) && isExact(b) ? wanted : toDouble(wanted)
  }
}

/** Applies to the exact value; the result is as exact as the argument. */
const throughExact =
  (part: (a: bigint | { numerator: bigint; denominator: bigint }) => bigint) =>
  (a: Real): Real =>
    isExact(a) ? part(a) : Number(part(toExact(a)))

const isInfinite = (a: Real) => !isFinitePart(a) && !Number.isNaN(a)

const procedures: readonly NumberRow[] = [
  isA('%real?', (a) => !isComplex(a)),
  isA('%rational?', (a) => !isComplex(a) && isFinitePart(a)),
  has('%exact?', isExactNumber),
  has('%finite?', (a) => isFinitePart(realPart(a)) && isFinitePart(imaginaryPart(a))),
  has('%infinite?', somePart(isInfinite)),
  has('%nan?', somePart(Number.isNaN)),
  ofReals('%max', extreme(1)),
  ofReals('%min', extreme(-1)),
  row('%gcd', 2, binary('gcd', integerArgument, gcd)),
  row('lcm', 2, binary('lcm', integerArgument, lcm)),
  ofRational('numerator', throughExact(numeratorOf)),
  ofRational('denominator', throughExact(denominatorOf)),
  ofReals('rationalize', rationalize),
  ofReals('make-rectangular', makeRectangular),
  ofReals('make-polar', makePolar),
  ofNumber('real-part', realPart),
  ofNumber('imag-part', imaginaryPart),
  ofNumber('magnitude', magnitude),
  ofNumber('angle', angle),
  ofDouble('exp', Math.exp, exp),
  ofNumber('log', log),
  ofNumbers('log', logToBase),
  ofDouble('sin', Math.sin, sin),
  ofDouble('cos', Math.cos, cos),
  ofDouble('tan', Math.tan, tan),
  ofNumber('asin', asin),
  ofNumber('acos', acos),
  ofDouble('atan', Math.atan, atan),
  ofReals('atan', atan2),
  ofNumbers('expt', power),
  row('%exact-integer-sqrt', 1, unary('exact-integer-sqrt', naturalArgument, integerRoot)),
  ofExact('bit-count', bitCount),
  ofExact('integer-length', integerLength),
  ofExacts('%bit-at', bitAt),
  row('%number->string', 2, numberToString),
  row('%string->number', 1, stringToNumber(1)),
  row('%string->number', 2, stringToNumber(2)),
]

/** Other names: those that fixnum and flonum libraries have for the same procedures, and older ones. */
const aliases: readonly (readonly [alias: string, name: string])[] = [
  ['flexp', 'exp'],
  ['fllog', 'log'],
  ['flsin', 'sin'],
  ['flcos', 'cos'],
  ['fltan', 'tan'],
  ['flasin', 'asin'],
  ['flacos', 'acos'],
  ['flatan', 'atan'],
  ['flexpt', 'expt'],
]

export const numberProcedures: readonly NumberRow[] = [
  ...procedures,
  ...aliases.flatMap(([alias, name]) =>
    procedures.filter((each) => each.name === name).map((each) => ({ ...each, name: alias })),
  ),
]
