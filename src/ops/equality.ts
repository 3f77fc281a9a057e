// Tests of what a value is and of equality that most operands answer at once; the rest by slow paths.

import { type BlockId, type BodyBuilder, IMMEDIATE, ROUND } from '../expr/index.ts'
import { kinds, objectField } from '../heap/index.ts'
import { deriveForms } from './compare.ts'
import type { OperandValues } from './op.ts'

type Way = () => void

/** Goes to `yes` where `a` is an object of one of these kinds; leaves the builder where it is none. */
function whenOfKind(f: BodyBuilder, a: number, numbers: readonly number[], yes: Way): void {
  for (const number of numbers) f.when(f.isObject(a), f.hasKind(a, number)).then(yes)
}

/** Numbers that are objects, but for flonums. */
const numberObjects = [kinds.bignum.number, kinds.ratnum.number, kinds.complex.number]

function number(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a } = o as { a: number }
  f.when(f.isFixnum(a)).then(yes)
  f.when(f.isSelfTagged(a)).then(yes)
  whenOfKind(f, a, [kinds.flonum.number, ...numberObjects], yes)
  no()
}

function exactInteger(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a } = o as { a: number }
  f.when(f.isFixnum(a)).then(yes)
  whenOfKind(f, a, [kinds.bignum.number], yes)
  no()
}

/** A double is an integer if it is finite and rounding changes nothing. */
function integer(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a } = o as { a: number }
  f.when(f.isFixnum(a)).then(yes)
  whenOfKind(f, a, [kinds.bignum.number], yes)
  const other = f.newBlock()
  const x = f.toF64(a, other)
  const rounded = f.node('roundF64', [x], ROUND.toZero)
  f.when(f.test('eqF64', rounded, x)).then(() => {
    const zero = f.node('f64Const', [], 0)
    f.choose(f.test('eqF64', f.node('subF64', [x, x]), zero), yes, no)
  })
  no()
  f.at(other)
  no()
}

/** Answers by the runtime procedure `name`. */
const asking = (f: BodyBuilder, name: string, a: number, b: number, yes: Way, no: Way) =>
  f.cold(() => f.choose(f.isImmediate(f.request(name, a, b), IMMEDIATE.false), no, yes))

/** Identity decides, but for numbers that are objects. */
function equivalent(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a, other: b } = o as { a: number; other: number }
  const slow = asking(f, 'eqv', a, b, yes, no)
  f.when(f.test('eqWord', a, b)).then(yes)
  whenOfKind(f, a, [kinds.flonum.number, ...numberObjects], () => f.goto(slow))
  no()
}

/** Identity decides, but for two pairs and two objects, of which strings are compared in place. */
function equal(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a, other: b } = o as { a: number; other: number }
  const slow = asking(f, 'equal', a, b, yes, no)
  f.when(f.test('eqWord', a, b)).then(yes)
  f.when(f.isPair(a), f.isPair(b)).then(() => f.goto(slow))
  f.when(f.isObject(a), f.isObject(b)).then(() => {
    f.when(f.hasKind(a, kinds.symbol.number)).then(no)
    f.when(f.hasKind(a, kinds.string.number), f.hasKind(b, kinds.string.number)).then(() =>
      equalStrings(f, a, b, { yes, no, slow }),
    )
    f.goto(slow)
  })
  no()
}

/** Longer strings are compared by the slow path. */
const MOST_BYTES = 4096
const LENGTH = objectField(0)
const PAYLOAD = objectField(1)

/** Two strings, narrow ones in place. */
function equalStrings(
  f: BodyBuilder,
  a: number,
  b: number,
  { yes, no, slow }: { readonly yes: Way; readonly no: Way; readonly slow: BlockId },
): void {
  const length = f.node('load', [a], LENGTH)
  const isSame = f.newBlock()
  f.when(f.test('eqWord', length, f.node('load', [b], LENGTH))).then(() => f.goto(isSame))
  no()
  f.at(isSame)
  const left = f.node('load', [a], PAYLOAD)
  const right = f.node('load', [b], PAYLOAD)
  const isNarrow = (payload: number) => f.test('eqWord', f.node('load', [payload], LENGTH), length)
  const isShort = f.test('ltUnsigned', length, f.fixnum(MOST_BYTES))
  f.when(isShort, isNarrow(left), isNarrow(right)).then(() =>
    f.choose({ op: 'eqBytes', args: [left, right, length], a: objectField(1) }, yes, no),
  )
  f.goto(slow)
}

function stringEqual(f: BodyBuilder, o: OperandValues, yes: Way, no: Way): void {
  const { a, other: b } = o as { a: number; other: number }
  const slow = asking(f, 'string-equal', a, b, yes, no)
  f.when(f.isObject(a), f.hasKind(a, kinds.string.number)).then(() => {
    f.when(f.isObject(b), f.hasKind(b, kinds.string.number)).then(() =>
      equalStrings(f, a, b, { yes, no, slow }),
    )
    f.goto(slow)
  })
  f.goto(slow)
}

const unary = { a: 'reg' } as const
/** No forms with a small integer, which is `eq` to what it equals. */
const binary = { a: 'reg', other: 'reg' } as const

export const equalityOps = [
  ...deriveForms('numeric', { doc: 'a is a number', operands: unary, test: number }),
  ...deriveForms('exact-integer', {
    doc: 'a is an exact integer',
    operands: unary,
    test: exactInteger,
  }),
  ...deriveForms('integer', {
    doc: 'a is an integer, exact or not',
    operands: unary,
    test: integer,
  }),
  ...deriveForms('bytevector', {
    doc: 'a is a bytevector',
    operands: unary,
    test(f, o, yes, no) {
      whenOfKind(f, o['a'] as number, [kinds.bytes.number], yes)
      no()
    },
  }),
  ...deriveForms('eqv', {
    doc: 'a and other are the same object, or numbers of the same value and exactness',
    operands: binary,
    test: equivalent,
  }),
  ...deriveForms('equal', {
    doc: 'a and other are eqv, or have the same structure with equal parts',
    operands: binary,
    test: equal,
  }),
  ...deriveForms('string-equal', {
    doc: 'a and other are strings of the same characters',
    operands: binary,
    test: stringEqual,
  }),
]
