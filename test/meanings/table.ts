// The meanings of all ops that map operand values to a value, an error or a branch, by name.
//
// `X-constant` means what X means; `unless-X` falls through (#t) where X gives #t and jumps (#f)
// elsewhere. Ops without a result are told by what their first operand is afterwards. Ops that move
// control or make procedures have scenarios instead (scenarios.ts).

import { bitMeanings } from './bits.ts'
import { each, indices, type Meaning, product } from './cases.ts'
import { isNumber, numberMeanings } from './complex.ts'
import { error, type Outcome, type Result, value } from './outcome.ts'
import { roundingMeanings } from './rounding.ts'
import { textMeanings } from './text.ts'
import {
  boolean,
  box,
  character,
  everything,
  fewNumbers,
  fixnum,
  flonum,
  gridNumbers,
  MAX,
  MIN,
  pair,
  sampleBoxes,
  sampleFlonums,
  sampleNumbers,
  sampleOthers,
  sampleVectors,
  someOfEach,
  textOf,
  uninitialized,
  type Value,
} from './values.ts'

const numeric = [
  ...product(gridNumbers, gridNumbers),
  ...product(sampleOthers, fewNumbers),
  ...product(fewNumbers, sampleOthers),
  ...product(sampleOthers.slice(0, 3), sampleOthers.slice(0, 3)),
]

const predicate = (test: (a: Value) => boolean): Meaning => ({
  result: (a) => value(boolean(test(a as Value))),
  cases: each(everything),
})

const sameText = (a: Value, b: Value): boolean =>
  ('fixnum' in a && 'fixnum' in b && a.fixnum === b.fixnum) ||
  ('character' in a && 'character' in b && a.character === b.character) ||
  ('boolean' in a && 'boolean' in b && a.boolean === b.boolean) ||
  ('symbol' in a && 'symbol' in b && a.symbol === b.symbol)

/** Equal flonums may be one object or two. */
function identical(a: Value, b: Value): Outcome {
  if ('flonum' in a && 'flonum' in b && Object.is(a.flonum, b.flonum)) {
    return { values: [boolean(true), boolean(false)] }
  }
  return value(boolean(a === b || sameText(a, b)))
}

/** Numbers are the same by value and exactness, not by identity. */
function areEqv(a: Value, b: Value): boolean {
  if ('flonum' in a && 'flonum' in b) return Object.is(a.flonum, b.flonum)
  return (isNumber(a) && isNumber(b) && textOf(a) === textOf(b)) || a === b || sameText(a, b)
}

/** The same contents. */
function areAlike(a: Value, b: Value): boolean {
  const both = [a, b] as const
  if (both.some((v) => 'procedure' in v || 'box' in v)) return false
  return textOf(a) === textOf(b)
}

const fewerNumbers = gridNumbers.filter((_, i) => i % 3 === 0)

const comparable: readonly (readonly Value[])[] = [
  ...product(someOfEach, someOfEach),
  ...product(fewerNumbers, fewerNumbers),
  ...sampleOthers
    .filter((v) => ['pair', 'vector', 'string', 'bytes'].some((kind) => kind in v))
    .map((v) => [v, { ...v }]),
]

const isIndexOf = (elements: readonly Value[], index: Value): boolean =>
  'fixnum' in index && index.fixnum >= 0n && index.fixnum < BigInt(elements.length)

function elementAt(
  a: Value,
  index: Value,
  then: (elements: readonly Value[], i: number) => Outcome,
) {
  if (!('vector' in a)) return error('wrong-type')
  if (!isIndexOf(a.vector, index)) return error('bad-index')
  return then(a.vector, Number('fixnum' in index ? index.fixnum : 0n))
}

const someValues: readonly Value[] = [
  fixnum(9),
  flonum(1e300),
  flonum(2.5),
  pair(fixnum(1), fixnum(2)),
]
const firstBoxes: readonly Value[] = [...sampleBoxes, box(uninitialized)]
const LONGEST_VECTOR = 2n ** 27n

/** The first operand must be a pair; `then` gets its fields. */
const ofPair =
  (then: (car: Value, cdr: Value, v: Value) => Value): Result =>
  (a, v) =>
    a !== undefined && 'pair' in a
      ? value(then(a.pair[0], a.pair[1], v as Value))
      : error('wrong-type')

const codePoints: readonly Value[] = [
  ...[0n, 97n, 0xd7ffn, 0xd800n, 0xdfffn, 0xe000n, 0x10ffffn, 0x110000n, -1n, MIN, MAX].map(fixnum),
  fixnum(2n ** 32n + 97n),
  flonum(97),
  ...someOfEach,
]

const arithmetic = Object.fromEntries(
  Object.entries(numberMeanings).map(([name, result]): [string, Meaning] => [
    name,
    { result, cases: result.length === 1 ? each(everything) : numeric },
  ]),
)

const meanings: Readonly<Record<string, Meaning>> = {
  ...arithmetic,
  ...bitMeanings,
  ...roundingMeanings,
  ...textMeanings,
  eq: {
    result: (a, b) => identical(a as Value, b as Value),
    cases: product(someOfEach, someOfEach),
  },
  true: predicate((a) => !('boolean' in a && !a.boolean)),
  null: predicate((a) => 'null' in a),
  pair: predicate((a) => 'pair' in a),
  fixnum: predicate((a) => 'fixnum' in a),
  flonum: predicate((a) => 'flonum' in a),
  character: predicate((a) => 'character' in a),
  procedure: predicate((a) => 'procedure' in a),
  vector: predicate((a) => 'vector' in a),
  string: predicate((a) => 'string' in a),
  symbol: predicate((a) => 'symbol' in a),
  bytevector: predicate((a) => 'bytes' in a),
  numeric: predicate(isNumber),
  integer: predicate(
    (a) => 'fixnum' in a || 'bignum' in a || ('flonum' in a && Number.isInteger(a.flonum)),
  ),
  'exact-integer': predicate((a) => 'fixnum' in a || 'bignum' in a),
  eqv: {
    result: (a, b) => value(boolean(areEqv(a as Value, b as Value))),
    cases: comparable,
  },
  equal: {
    result: (a, b) =>
      value(boolean(areEqv(a as Value, b as Value) || areAlike(a as Value, b as Value))),
    cases: comparable,
  },
  move: { result: (a) => value(a as Value), cases: each(everything) },
  car: { result: ofPair((car) => car), cases: each(everything) },
  cdr: { result: ofPair((_, cdr) => cdr), cases: each(everything) },
  'set-car': {
    result: ofPair((_, cdr, v) => pair(v, cdr)),
    cases: product(everything, someValues),
  },
  'set-cdr': {
    result: ofPair((car, _, v) => pair(car, v)),
    cases: product(everything, someValues),
  },
  cons: {
    result: (a, b) => value(pair(a as Value, b as Value)),
    cases: product([...someOfEach, ...sampleFlonums], someOfEach),
  },
  'vector-ref': {
    result: (a, i) =>
      elementAt(a as Value, i as Value, (elements, at) => value(elements[at] as Value)),
    cases: [...product(sampleVectors, indices), ...product(someOfEach, indices.slice(0, 2))],
  },
  'vector-set': {
    result: (a, i, v) =>
      elementAt(a as Value, i as Value, (elements, at) =>
        value({ vector: elements.map((element, k) => (k === at ? (v as Value) : element)) }),
      ),
    cases: [
      ...product(sampleVectors, indices),
      ...product(someOfEach, indices.slice(0, 2)),
    ].flatMap((operands) => someValues.slice(0, 3).map((v) => [...operands, v])),
  },
  'vector-length': {
    result: (a) =>
      a !== undefined && 'vector' in a ? value(fixnum(a.vector.length)) : error('wrong-type'),
    cases: each(everything),
  },
  'make-vector': {
    result: (length, fill) => {
      if (length === undefined || !('fixnum' in length)) return error('wrong-type')
      if (length.fixnum < 0n || length.fixnum > LONGEST_VECTOR) return error('wrong-type')
      return value({ vector: Array.from({ length: Number(length.fixnum) }, () => fill as Value) })
    },
    cases: product(
      [
        ...[0n, 1n, 2n, 7n, -1n, 2n ** 32n, 2n ** 53n, MAX, MIN].map(fixnum),
        flonum(2),
        ...sampleOthers,
      ],
      someValues,
    ),
  },
  'make-box': {
    result: (a) => value(box(a as Value)),
    cases: each(everything.filter((v) => !('box' in v))),
  },
  'expect-box': {
    result: (a) => (a !== undefined && 'box' in a ? value(a) : error('wrong-type')),
    cases: each(everything),
  },
  'box-ref': {
    result: (a) => {
      const content = a !== undefined && 'box' in a ? a.box : uninitialized
      return 'uninitialized' in content ? error('uninitialized') : value(content)
    },
    cases: each(firstBoxes),
  },
  'box-set': {
    result: (_, v) => value(box(v as Value)),
    cases: product(
      firstBoxes,
      someOfEach.filter((v) => !('box' in v)),
    ),
  },
  'char-to-integer': {
    result: (a) =>
      a !== undefined && 'character' in a ? value(fixnum(a.character)) : error('wrong-type'),
    cases: each(everything),
  },
  'symbol-to-string': {
    result: (a) =>
      a !== undefined && 'symbol' in a ? value({ string: a.symbol }) : error('wrong-type'),
    cases: each(everything),
  },
  'integer-to-char': {
    result: (a) => {
      if (a === undefined || !('fixnum' in a)) return error('wrong-type')
      const point = a.fixnum
      const isCharacter =
        point >= 0n && point <= 0x10ffffn && !(point >= 0xd800n && point <= 0xdfffn)
      return isCharacter ? value(character(Number(point))) : error('wrong-type')
    },
    cases: each(codePoints),
  },
}

const constants = [
  ...[0, 1, -1, 2, -2, 5, 127, 128, -128, -129, 32767, 32768, -32768, -32769],
  ...[100_000, 2 ** 31 - 1, -(2 ** 31)],
].map(fixnum)

/** The meaning of op `name`, or null if it has none here. */
export function meaningOf(name: string): Meaning | null {
  const own = meanings[name]
  if (own !== undefined) return own
  if (name.endsWith('-constant')) {
    const base = meaningOf(name.slice(0, -'-constant'.length))
    if (base === null) return null
    const firsts = name.includes('eq-')
      ? someOfEach
      : [...sampleNumbers, ...sampleOthers.filter((v) => !isNumber(v))]
    return { result: base.result, cases: product(firsts, constants) }
  }
  return name.startsWith('unless-') ? meaningOf(name.slice('unless-'.length)) : null
}
