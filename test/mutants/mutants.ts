// Twenty wrong bodies of core ops: each is a mistake that somebody could make, under the op's name.
//
// A mutant replaces one op of the core list; the meanings in test/meanings must notice every one.
// Where a mistake is the same for a whole family, one member has it.

import {
  CAR,
  CDR,
  PROCEDURE_CAPTURED,
  VECTOR_ELEMENTS,
  VECTOR_LENGTH,
} from '../../src/heap/index.ts'
import {
  type BodyBuilder,
  coreOps,
  defineOp,
  kinds,
  type OpDescription,
  type OpSpec,
  objectField,
  type Test,
  withConstant,
} from '../../src/vm/toolkit.ts'

export interface Mutant {
  /** What is wrong. */
  readonly name: string
  readonly op: OpSpec
}

const binary = { a: 'reg', b: 'reg', out: 'out' } as const
const unary = { a: 'reg', out: 'out' } as const
const branch = { a: 'reg', b: 'reg', label: 'label' } as const

type Named = Readonly<Record<'a' | 'b', number>>

const describe = (
  operands: OpDescription['operands'],
  body: (f: BodyBuilder, o: Readonly<Record<string, number>> & Named) => void,
): OpDescription => ({ doc: 'A mutant.', operands, body: (f, o) => body(f, o as typeof o & Named) })

const mutant = (
  name: string,
  op: string,
  operands: OpDescription['operands'],
  body: (f: BodyBuilder, o: Readonly<Record<string, number>> & Named) => void,
): Mutant => ({ name, op: defineOp(op, describe(operands, body)) })

type Checked = 'addFixnum' | 'subFixnum' | 'mulFixnum'
type Double = 'addF64' | 'subF64' | 'mulF64'

/** The shape of add, subtract, multiply, to be made wrong in one place. */
function arithmetic(
  f: BodyBuilder,
  { a, b }: Named,
  slowPath: string,
  fixnum: Checked,
  double: Double,
): void {
  const slow = f.cold(() => f.next(f.request(slowPath, a, b)))
  f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.checked(fixnum, a, b, slow)))
  f.next(f.node(double, [f.toF64(a, slow), f.toF64(b, slow)]))
}

const swappedSubtract = mutant('subtract: operands swapped', 'subtract', binary, (f, o) =>
  arithmetic(f, { a: o.b, b: o.a }, 'subtract', 'subFixnum', 'subF64'),
)

const swappedDoubles = mutant(
  'subtract: only the doubles are swapped',
  'subtract',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('subtract', a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.checked('subFixnum', a, b, slow)))
    f.next(f.node('subF64', [f.toF64(b, slow), f.toF64(a, slow)]))
  },
)

const droppedOverflow = mutant(
  'add: overflow gives the first operand',
  'add',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('add', a, b)))
    const ignored = f.cold(() => f.next(a))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.checked('addFixnum', a, b, ignored)))
    f.next(f.node('addF64', [f.toF64(a, slow), f.toF64(b, slow)]))
  },
)

const wrongSlowPath = mutant('multiply: the slow path is that of add', 'multiply', binary, (f, o) =>
  arithmetic(f, o, 'add', 'mulFixnum', 'mulF64'),
)

const wrongDouble = mutant('multiply: doubles are added', 'multiply', binary, (f, o) =>
  arithmetic(f, o, 'multiply', 'mulFixnum', 'addF64'),
)

const fixnumByOneTest = mutant(
  'add: only the first operand is tested',
  'add',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('add', a, b)))
    f.when(f.isFixnum(a)).then(() => f.next(f.checked('addFixnum', a, b, slow)))
    f.next(f.node('addF64', [f.toF64(a, slow), f.toF64(b, slow)]))
  },
)

const constantFromWrongOperand: Mutant = {
  name: 'subtract-constant: subtracts the register from the constant',
  op: withConstant(
    'subtract',
    describe(binary, (f, o) =>
      arithmetic(f, { a: o.b, b: o.a }, 'subtract', 'subFixnum', 'subF64'),
    ),
    'b',
  ),
}

const inexactQuotient = mutant(
  'divide: fixnums that do not divide evenly are truncated',
  'divide',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('divide', a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => {
      f.when(f.test('eqWord', b, f.fixnum(0))).then(() => f.goto(slow))
      f.when(f.test('eqWord', b, f.fixnum(-1))).then(() => f.goto(slow))
      f.next(f.node('quotientFixnum', [a, b]))
    })
    f.next(f.node('divF64', [f.toF64(a, slow), f.toF64(b, slow)]))
  },
)

const uncheckedZero = mutant(
  'quotient: no test for a divisor of 0',
  'quotient',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('quotient', a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => f.next(f.node('quotientFixnum', [a, b])))
    f.goto(slow)
  },
)

const moduloSign = mutant(
  'modulo: the sign of the first operand',
  'modulo',
  binary,
  (f, { a, b }) => {
    const slow = f.cold(() => f.next(f.request('modulo', a, b)))
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() => {
      f.when(f.test('eqWord', b, f.fixnum(0))).then(() => f.goto(slow))
      f.when(f.test('eqWord', b, f.fixnum(-1))).then(() => f.goto(slow))
      f.next(f.node('remainderFixnum', [a, b]))
    })
    f.goto(slow)
  },
)

const lessOrEqual = mutant(
  'unless-less: also true of equal fixnums',
  'unless-less',
  branch,
  (f, o) => {
    const { a, b } = o
    const jump = () => f.gotoLabel(o['label'] as number)
    const slow = f.cold(() =>
      f.choose(f.isImmediate(f.request('less', a, b), 0x06), jump, () => f.next()),
    )
    f.when(f.isFixnum(a), f.isFixnum(b)).then(() =>
      f.choose(f.test('leFixnum', a, b), () => f.next(), jump),
    )
    f.choose(f.test('ltF64', f.toF64(a, slow), f.toF64(b, slow)), () => f.next(), jump)
  },
)

const wrongPolarity = mutant(
  'unless-pair: jumps when it should not',
  'unless-pair',
  { a: 'reg', label: 'label' },
  (f, o) =>
    f.choose(
      f.isPair(o.a),
      () => f.gotoLabel(o['label'] as number),
      () => f.next(),
    ),
)

const wrongTag = mutant('procedure: tests for pairs', 'procedure', unary, (f, { a }) =>
  f.choose(
    f.isPair(a),
    () => f.next(f.immediate('true')),
    () => f.next(f.immediate('false')),
  ),
)

const forgottenBoxedFlonums = mutant(
  'flonum: forgets the boxed ones',
  'flonum',
  unary,
  (f, { a }) =>
    f.choose(
      f.isSelfTagged(a),
      () => f.next(f.immediate('true')),
      () => f.next(f.immediate('false')),
    ),
)

const wrongField = mutant('cdr: reads the car', 'cdr', unary, (f, { a }) => {
  f.when(f.isPair(a)).then(() => f.next(f.node('load', [a], CAR)))
  f.goto(f.cold(() => f.raise('expected-pair', a)))
})

const missingPairTest = mutant('car: no test for a pair', 'car', unary, (f, { a }) =>
  f.next(f.node('load', [a], CAR)),
)

const wrongStore = mutant(
  'set-car: stores into the cdr',
  'set-car',
  { a: 'reg', b: 'reg' },
  (f, { a, b }) => {
    f.when(f.isPair(a)).then(() => {
      f.node('store', [a, b], CDR)
      f.next()
    })
    f.goto(f.cold(() => f.raise('expected-pair', a)))
  },
)

/** vector-ref with its bound check, and where its elements begin, to be chosen. */
const vectorRef = (
  name: string,
  element: number,
  tests: (f: BodyBuilder, i: number, length: number) => Test[],
): Mutant =>
  mutant(name, 'vector-ref', binary, (f, { a, b }) => {
    f.when(f.isObject(a), f.hasKind(a, kinds.vector.number)).then(() => {
      const bad = f.cold(() => f.raise('bad-index', a, b))
      f.when(f.isFixnum(b)).then(() => {
        f.when(...tests(f, b, f.node('load', [a], VECTOR_LENGTH))).then(() =>
          f.next(f.node('loadAt', [a, b], element)),
        )
        f.goto(bad)
      })
      f.goto(bad)
    })
    f.goto(f.cold(() => f.raise('expected-vector', a)))
  })

const boundOffByOne = vectorRef(
  'vector-ref: the length itself is an index',
  VECTOR_ELEMENTS,
  (f, i, length) => [f.test('ltFixnum', f.fixnum(-1), i), f.test('leFixnum', i, length)],
)
const negativeIndex = vectorRef(
  'vector-ref: the bound is compared as signed',
  VECTOR_ELEMENTS,
  (f, i, length) => [f.test('ltFixnum', i, length)],
)
const wrongOffset = vectorRef(
  'vector-ref: the first element is the length',
  VECTOR_LENGTH,
  (f, i, length) => [f.test('ltUnsigned', i, length)],
)

const wrongKind = mutant('vector-length: of any object', 'vector-length', unary, (f, { a }) => {
  f.when(f.isObject(a)).then(() => f.next(f.node('load', [a], objectField(0))))
  f.goto(f.cold(() => f.raise('expected-vector', a)))
})

const missingBoxTest = mutant('box-ref: no test for an empty box', 'box-ref', unary, (f, { a }) =>
  f.next(f.node('load', [a], objectField(0))),
)

const surrogates = mutant(
  'integer-to-char: surrogates are let through',
  'integer-to-char',
  unary,
  (f, { a }) => {
    const slow = f.cold(() => f.next(f.request('integer-to-char', a)))
    f.when(f.isFixnum(a), f.test('ltUnsigned', a, f.fixnum(0x110000))).then(() =>
      f.next(f.node('fixnumToChar', [a])),
    )
    f.goto(slow)
  },
)

const swappedCons = mutant('cons: car and cdr swapped', 'cons', binary, (f, { a, b }) =>
  f.next(f.node('allocPair', [b, a])),
)

const captureOffByOne = mutant(
  'captured-ref: one word too far',
  'captured-ref',
  { index: 'fixnum', out: 'out' },
  (f, o) =>
    f.next(f.node('loadAt', [f.node('self'), o['index'] as number], PROCEDURE_CAPTURED - 8)),
)

const negativeRoot = mutant('sqrt: no test for negative flonums', 'sqrt', unary, (f, { a }) => {
  const slow = f.cold(() => f.next(f.request('sqrt', a)))
  f.when(f.isFixnum(a)).then(() => f.goto(slow))
  f.next(f.node('sqrtF64', [f.toF64(a, slow)]))
})

const unboundRead = mutant(
  'global-ref: no test for unbound',
  'global-ref',
  { global: 'global', out: 'out' },
  (f, o) => f.next(f.node('operandGlobal', [], o['global'] as number)),
)

export const mutants: readonly Mutant[] = [
  swappedSubtract,
  swappedDoubles,
  droppedOverflow,
  wrongSlowPath,
  wrongDouble,
  fixnumByOneTest,
  constantFromWrongOperand,
  inexactQuotient,
  uncheckedZero,
  moduloSign,
  lessOrEqual,
  wrongPolarity,
  wrongTag,
  forgottenBoxedFlonums,
  wrongField,
  missingPairTest,
  wrongStore,
  boundOffByOne,
  negativeIndex,
  wrongOffset,
  wrongKind,
  missingBoxTest,
  surrogates,
  swappedCons,
  captureOffByOne,
  negativeRoot,
  unboundRead,
]

/** The core ops with the mutant in its op's place. */
export const mutated = ({ op }: Mutant): OpSpec[] =>
  coreOps.map((spec) => (spec.name === op.name ? op : spec))
