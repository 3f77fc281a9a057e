// Arithmetic: fixnums and flonums in place, everything else by a runtime procedure.
//
// One shape for all of add, subtract and multiply: both fixnums, overflow is an edge; else both
// operands as doubles; else the slow path, which also raises the error.

import type { BodyBuilder, CheckedName, NodeName } from '../expr/index.ts'
import { defineOp, type OpDescription, type OperandValues, withConstant } from './op.ts'

const binary = { a: 'reg', b: 'reg', out: 'out' } as const

function arithmetic(doc: string, slowPath: string, fixnum: CheckedName, double: NodeName) {
  const body = (f: BodyBuilder, { a, b }: OperandValues & { a: number; b: number }) => {
    const slow = f.cold(() => f.next(f.request(slowPath, a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.checked(fixnum, a, b, slow)))
    const x = f.toF64(a, slow)
    const y = f.toF64(b, slow)
    f.next(f.node(double, [x, y]))
  }
  return { doc, operands: binary, body } as OpDescription
}

const add = arithmetic('out = a + b.', 'add', 'addFixnum', 'addF64')
const subtract = arithmetic('out = a - b.', 'subtract', 'subFixnum', 'subF64')
const multiply = arithmetic('out = a * b.', 'multiply', 'mulFixnum', 'mulF64')

const divide: OpDescription = {
  doc: 'out = a / b. Fixnums divide in place when the quotient is exact.',
  operands: binary,
  body(f, o) {
    const { a, b } = o as { a: number; b: number }
    const slow = f.cold(() => f.next(f.request('divide', a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => exactQuotient(f, a, b, slow))
    const x = f.toF64(a, slow)
    const y = f.toF64(b, slow)
    f.next(f.node('divF64', [x, y]))
  },
}

function exactQuotient(f: BodyBuilder, a: number, b: number, slow: number): void {
  unlessTrivialDivisor(f, b, slow)
  const exact = f.test('eqWord', f.node('remainderFixnum', [a, b]), f.fixnum(0))
  f.when(exact).then(() => f.next(f.node('quotientFixnum', [a, b])))
  f.goto(slow)
}

/** 0 cannot divide and -1 can overflow: both leave to the slow path. */
function unlessTrivialDivisor(f: BodyBuilder, b: number, slow: number): void {
  f.when(f.test('eqWord', b, f.fixnum(0))).then(() => f.goto(slow))
  f.when(f.test('eqWord', b, f.fixnum(-1))).then(() => f.goto(slow))
}

/** Both operands fixnums: `inPlace`; anything else: `slow`, which also raises the error. */
export function ofFixnums(
  doc: string,
  name: string,
  inPlace: (f: BodyBuilder, a: number, b: number, slow: number) => void,
): OpDescription {
  return {
    doc,
    operands: binary,
    body(f, o) {
      const { a, b } = o as { a: number; b: number }
      const slow = f.cold(() => f.next(f.request(name, a, b)))
      f.when(f.isFixnum(a), f.isFixnum(b)).then(() => inPlace(f, a, b, slow))
      f.goto(slow)
    },
  }
}

/** The same for division: a divisor that is 0 or -1 goes by the slow path too. */
const integerDivision = (
  doc: string,
  slowPath: string,
  inPlace: (f: BodyBuilder, a: number, b: number, slow: number) => void,
): OpDescription =>
  ofFixnums(doc, slowPath, (f, a, b, slow) => {
    unlessTrivialDivisor(f, b, slow)
    inPlace(f, a, b, slow)
  })

const quotient = integerDivision('out = a / b, truncated.', 'quotient', (f, a, b) =>
  f.next(f.node('quotientFixnum', [a, b])),
)
const remainder = integerDivision('out = a rem b, sign of a.', 'remainder', (f, a, b) =>
  f.next(f.node('remainderFixnum', [a, b])),
)
const modulo = integerDivision('out = a mod b, sign of b.', 'modulo', (f, a, b, slow) => {
  const rest = f.node('remainderFixnum', [a, b])
  const zero = f.fixnum(0)
  f.when(f.test('eqWord', rest, zero)).then(() => f.next(rest))
  const adjusted = () => f.next(f.checked('addFixnum', rest, b, slow))
  f.when(f.test('ltFixnum', rest, zero)).then(() =>
    f.choose(f.test('ltFixnum', b, zero), () => f.next(rest), adjusted),
  )
  f.choose(f.test('ltFixnum', b, zero), adjusted, () => f.next(rest))
})

const sqrt = defineOp('sqrt', {
  doc: 'out = the square root of a: flonums from zero up in place.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const { a } = o as { a: number }
    const slow = f.cold(() => f.next(f.request('sqrt', a)))
    f.when(f.isFixnum(a)).then(() => f.goto(slow))
    const x = f.toF64(a, slow)
    const zero = f.node('f64Const', [], 0)
    f.when(f.test('leF64', zero, x)).then(() => f.next(f.node('sqrtF64', [x])))
    f.goto(slow)
  },
})

const toInexact = defineOp('inexact', {
  doc: 'out = a as a flonum.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const { a } = o as { a: number }
    f.next(
      f.toF64(
        a,
        f.cold(() => f.next(f.request('inexact', a))),
      ),
    )
  },
})

export const arithmeticOps = [
  defineOp('add', add),
  withConstant('add', add, 'b'),
  defineOp('subtract', subtract),
  withConstant('subtract', subtract, 'b'),
  defineOp('multiply', multiply),
  withConstant('multiply', multiply, 'b'),
  defineOp('divide', divide),
  defineOp('quotient', quotient),
  withConstant('quotient', quotient, 'b'),
  defineOp('remainder', remainder),
  withConstant('remainder', remainder, 'b'),
  defineOp('modulo', modulo),
  withConstant('modulo', modulo, 'b'),
  sqrt,
  toInexact,
]
