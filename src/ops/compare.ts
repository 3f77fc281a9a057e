// Comparisons and predicates: each is described once as a test with two continuations; the form
// that delivers a boolean, the fused compare-and-branch and their constant forms are derived.
//
// The branch form `unless-NAME` goes to its label when the test FAILS: that is what a compiler needs
// for `if`, whose consequence follows.

import type { BodyBuilder, NodeName } from '../expr/index.ts'
import { IMMEDIATE } from '../expr/index.ts'
import { kinds } from '../heap/index.ts'
import {
  defineOp,
  type OpDescription,
  type OperandKind,
  type OperandValues,
  type OpSpec,
  withConstant,
} from './op.ts'

interface TestDescription {
  readonly doc: string
  readonly operands: Readonly<Record<string, OperandKind>>
  test(f: BodyBuilder, o: OperandValues, yes: () => void, no: () => void): void
}

const valueForm = (t: TestDescription): OpDescription => ({
  doc: `out = #t if ${t.doc}, else #f.`,
  operands: { ...t.operands, out: 'out' },
  body(f, o) {
    t.test(
      f,
      o,
      () => f.next(f.immediate('true')),
      () => f.next(f.immediate('false')),
    )
  },
})

const branchForm = (t: TestDescription): OpDescription => ({
  doc: `Goes to label unless ${t.doc}.`,
  operands: { ...t.operands, label: 'label' },
  body(f, o) {
    t.test(
      f,
      o,
      () => f.next(),
      () => f.gotoLabel(o['label'] as number),
    )
  },
})

/** Both forms, and for a comparison also both with a constant second operand. */
export function deriveForms(name: string, t: TestDescription): OpSpec[] {
  const value = valueForm(t)
  const branch = branchForm(t)
  const forms = [defineOp(name, value), defineOp(`unless-${name}`, branch, name)]
  if ('b' in t.operands) {
    forms.push(withConstant(name, value, 'b'), withConstant(`unless-${name}`, branch, 'b'))
  }
  return forms
}

/** No other integer is rounded to a double up to here. */
const EXACT_INTEGER = 2 ** 53 - 1

/** As `toF64`, but a fixnum that no double equals goes to `slow`: comparison must be transitive. */
function exactF64(f: BodyBuilder, w: number, slow: number): number {
  const join = f.newBlock(['f64'])
  f.when(f.isFixnum(w)).then(() => {
    const x = f.node('fixnumToF64', [w])
    const least = f.node('f64Const', [], -EXACT_INTEGER)
    const most = f.node('f64Const', [], EXACT_INTEGER)
    f.when(f.test('leF64', least, x), f.test('leF64', x, most)).then(() => f.goto(join, x))
    f.goto(slow)
  })
  f.goto(join, f.toF64(w, slow))
  f.at(join)
  return f.param(join)
}

function comparison(
  doc: string,
  slowPath: string,
  fixnum: NodeName,
  double: NodeName,
): TestDescription {
  return {
    doc,
    operands: { a: 'reg', b: 'reg' },
    test(f, o, yes, no) {
      const { a, b } = o as { a: number; b: number }
      const slow = f.cold(() => {
        const answer = f.request(slowPath, a, b)
        f.choose(f.isImmediate(answer, IMMEDIATE.false), no, yes)
      })
      f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.choose(f.test(fixnum, a, b), yes, no))
      const x = exactF64(f, a, slow)
      const y = exactF64(f, b, slow)
      f.choose(f.test(double, x, y), yes, no)
    },
  }
}

/** A predicate that one tag test decides. */
function predicate(
  doc: string,
  test: (f: BodyBuilder, a: number) => ReturnType<BodyBuilder['test']>,
) {
  return {
    doc,
    operands: { a: 'reg' },
    test(f, o, yes, no) {
      f.choose(test(f, o['a'] as number), yes, no)
    },
  } as TestDescription
}

function kindPredicate(doc: string, kind: number): TestDescription {
  return {
    doc,
    operands: { a: 'reg' },
    test(f, o, yes, no) {
      const a = o['a'] as number
      f.when(f.isObject(a), f.hasKind(a, kind)).then(yes)
      no()
    },
  }
}

const truth: TestDescription = {
  doc: 'a is not #f',
  operands: { a: 'reg' },
  test: (f, o, yes, no) => f.choose(f.isImmediate(o['a'] as number, IMMEDIATE.false), no, yes),
}

const flonum: TestDescription = {
  doc: 'a is a flonum',
  operands: { a: 'reg' },
  test(f, o, yes, no) {
    const a = o['a'] as number
    f.when(f.isSelfTagged(a)).then(yes)
    f.when(f.isObject(a), f.hasKind(a, kinds.flonum.number)).then(yes)
    no()
  },
}

const identical: TestDescription = {
  doc: 'a and b are the same object',
  operands: { a: 'reg', b: 'reg' },
  test: (f, o, yes, no) => f.choose(f.test('eqWord', o['a'] as number, o['b'] as number), yes, no),
}

export const compareOps = [
  ...deriveForms('less', comparison('a < b', 'less', 'ltFixnum', 'ltF64')),
  ...deriveForms('less-or-equal', comparison('a <= b', 'less-or-equal', 'leFixnum', 'leF64')),
  ...deriveForms('number-equal', comparison('a = b', 'number-equal', 'eqWord', 'eqF64')),
  ...deriveForms('eq', identical),
  ...deriveForms('true', truth),
  ...deriveForms(
    'null',
    predicate('a is ()', (f, a) => f.isImmediate(a, IMMEDIATE.null)),
  ),
  ...deriveForms(
    'pair',
    predicate('a is a pair', (f, a) => f.isPair(a)),
  ),
  ...deriveForms(
    'fixnum',
    predicate('a is a fixnum', (f, a) => f.isFixnum(a)),
  ),
  ...deriveForms('flonum', flonum),
  ...deriveForms(
    'character',
    predicate('a is a character', (f, a) => f.isCharacter(a)),
  ),
  ...deriveForms(
    'procedure',
    predicate('a is a procedure', (f, a) => f.isProcedure(a)),
  ),
  ...deriveForms('vector', kindPredicate('a is a vector', kinds.vector.number)),
  ...deriveForms('string', kindPredicate('a is a string', kinds.string.number)),
  ...deriveForms('symbol', kindPredicate('a is a symbol', kinds.symbol.number)),
]
