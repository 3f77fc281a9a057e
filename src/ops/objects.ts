// Pairs, vectors, boxes, characters and procedures as objects: making, reading, writing.

import { type BodyBuilder, MOST_ELEMENTS } from '../expr/index.ts'
import {
  CAR,
  CDR,
  kinds,
  objectField,
  PROCEDURE_CAPTURED,
  VECTOR_ELEMENTS,
  VECTOR_LENGTH,
} from '../heap/index.ts'
import { defineOp, type OpSpec } from './op.ts'

const pairField = (name: string, offset: number): OpSpec[] => [
  defineOp(name, {
    doc: `out = the ${name} of pair a.`,
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      f.when(f.isPair(a)).then(() => f.next(f.node('load', [a], offset)))
      f.goto(f.cold(() => f.raise('expected-pair', a)))
    },
  }),
  defineOp(`set-${name}`, {
    doc: `Stores value as the ${name} of pair a.`,
    operands: { a: 'reg', value: 'reg' },
    body(f, o) {
      const { a, value } = o as { a: number; value: number }
      f.when(f.isPair(a)).then(() => {
        f.node('store', [a, value], offset)
        f.next()
      })
      f.goto(f.cold(() => f.raise('expected-pair', a)))
    },
  }),
]

const cons = defineOp('cons', {
  doc: 'out = a fresh pair of a and b.',
  operands: { a: 'reg', b: 'reg', out: 'out' },
  body(f, o) {
    f.next(f.node('allocPair', [o['a'] as number, o['b'] as number]))
  },
})

/** Continues where `a` is a vector and `index` a fixnum within it. */
function checkIndex(f: BodyBuilder, a: number, index: number): void {
  const notVector = f.cold(() => f.raise('expected-vector', a))
  const badIndex = f.cold(() => f.raise('bad-index', a, index))
  const inside = f.newBlock()
  f.when(f.isObject(a), f.hasKind(a, kinds.vector.number)).then(() => {
    f.when(f.isFixnum(index), f.test('ltUnsigned', index, f.node('load', [a], VECTOR_LENGTH))).then(
      () => f.goto(inside),
    )
    f.goto(badIndex)
  })
  f.goto(notVector)
  f.at(inside)
}

const vectorRef = defineOp('vector-ref', {
  doc: 'out = element index of vector a.',
  operands: { a: 'reg', index: 'reg', out: 'out' },
  body(f, o) {
    const { a, index } = o as { a: number; index: number }
    checkIndex(f, a, index)
    f.next(f.node('loadAt', [a, index], VECTOR_ELEMENTS))
  },
})

const vectorSet = defineOp('vector-set', {
  doc: 'Stores value as element index of vector a.',
  operands: { a: 'reg', index: 'reg', value: 'reg' },
  body(f, o) {
    const { a, index, value } = o as { a: number; index: number; value: number }
    checkIndex(f, a, index)
    f.node('storeAt', [a, index, value], VECTOR_ELEMENTS)
    f.next()
  },
})

const vectorLength = defineOp('vector-length', {
  doc: 'out = the number of elements of vector a.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const { a } = o as { a: number }
    f.when(f.isObject(a), f.hasKind(a, kinds.vector.number)).then(() =>
      f.next(f.node('load', [a], VECTOR_LENGTH)),
    )
    f.goto(f.cold(() => f.raise('expected-vector', a)))
  },
})

/** Vectors of up to this many elements are made in line. */
export const MAX_INLINE_ELEMENTS = 8

const vectorOf = (count: number): OpSpec =>
  defineOp(`vector-${count}`, {
    doc: `out = a fresh vector of the ${count} registers from base.`,
    operands: { base: 'base', out: 'out' },
    body(f, o) {
      const words = [f.fixnum(count)]
      for (let i = 0; i < count; i++) words.push(f.node('operandReg', [], o['base'] as number, i))
      f.next(f.node('allocObject', words, kinds.vector.number))
    },
  })

const makeVector = defineOp('make-vector', {
  doc: 'out = a fresh vector of length elements, all fill.',
  operands: { length: 'reg', fill: 'reg', out: 'out' },
  body(f, o) {
    const { length, fill } = o as { length: number; fill: number }
    const few = f.test('ltUnsigned', length, f.fixnum(MOST_ELEMENTS + 1))
    f.when(f.isFixnum(length), few).then(() =>
      f.next(f.node('allocVector', [length, fill], kinds.vector.number, MOST_ELEMENTS)),
    )
    f.goto(f.cold(() => f.next(f.request('make-vector', length, fill))))
  },
})

const boxOps = [
  defineOp('make-box', {
    doc: 'out = a fresh box that holds a.',
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      f.next(f.node('allocObject', [o['a'] as number], kinds.box.number))
    },
  }),
  defineOp('expect-box', {
    doc: 'out = a, which must be a box: a variable that a procedure was given to share.',
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const a = o['a'] as number
      f.when(f.isObject(a), f.hasKind(a, kinds.box.number)).then(() => f.next(a))
      f.goto(f.cold(() => f.raise('expected-box', a)))
    },
  }),
  defineOp('box-ref', {
    doc: 'out = what box a holds; the compiler made a a box. Empty boxes are an error.',
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const value = f.node('load', [o['a'] as number], objectField(0))
      const early = f.cold(() => f.raise('used-before-initialization'))
      const word = f.immediate('uninitialized')
      f.choose(
        f.test('eqWord', value, word),
        () => f.goto(early),
        () => f.next(value),
      )
    },
  }),
  defineOp('box-set', {
    doc: 'Box a holds value from now on.',
    operands: { a: 'reg', value: 'reg' },
    body(f, o) {
      f.node('store', [o['a'] as number, o['value'] as number], objectField(0))
      f.next()
    },
  }),
]

/** Procedures that capture up to this many words are made in line. */
export const MAX_INLINE_CAPTURES = 8

const makeProcedure = (captures: number): OpSpec =>
  defineOp(`make-procedure-${captures}`, {
    doc: `out = a procedure with this code that captures ${captures} registers from base.`,
    operands: { code: 'constant', base: 'base', out: 'out' },
    body(f, o) {
      const captured = []
      for (let i = 0; i < captures; i++) {
        captured.push(f.node('operandReg', [], o['base'] as number, i))
      }
      f.next(f.node('allocProcedure', [o['code'] as number, ...captured]))
    },
  })

const procedureOps = [
  ...Array.from({ length: MAX_INLINE_CAPTURES }, (_, i) => makeProcedure(i + 1)),
  defineOp('make-procedure', {
    doc: 'out = a procedure with this code and count captured words, to be filled by captured-set.',
    operands: { code: 'constant', count: 'fixnum', out: 'out' },
    body(f, o) {
      f.next(f.request('make-procedure', o['code'] as number, o['count'] as number))
    },
  }),
  defineOp('captured-ref', {
    doc: 'out = captured word index of the running procedure.',
    operands: { index: 'fixnum', out: 'out' },
    body(f, o) {
      f.next(f.node('loadAt', [f.node('self'), o['index'] as number], PROCEDURE_CAPTURED))
    },
  }),
  defineOp('captured-set', {
    doc: 'Fills captured word index of procedure a, which the compiler has just made.',
    operands: { a: 'reg', index: 'fixnum', value: 'reg' },
    body(f, o) {
      const { a, index, value } = o as { a: number; index: number; value: number }
      f.node('storeAt', [a, index, value], PROCEDURE_CAPTURED)
      f.next()
    },
  }),
  defineOp('self', {
    doc: 'out = the running procedure.',
    operands: { out: 'out' },
    body(f) {
      f.next(f.node('self'))
    },
  }),
]

const characterOps = [
  defineOp('char-to-integer', {
    doc: 'out = the code point of character a.',
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      f.when(f.isCharacter(a)).then(() => f.next(f.node('charToFixnum', [a])))
      f.goto(f.cold(() => f.raise('expected-character', a)))
    },
  }),
  defineOp('integer-to-char', {
    doc: 'out = the character with code point a; surrogates and others by the slow path.',
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      const slow = f.cold(() => f.next(f.request('integer-to-char', a)))
      f.when(f.isFixnum(a), f.test('ltUnsigned', a, f.fixnum(0xd800))).then(() =>
        f.next(f.node('fixnumToChar', [a])),
      )
      f.goto(slow)
    },
  }),
]

export const objectOps = [
  cons,
  ...pairField('car', CAR),
  ...pairField('cdr', CDR),
  vectorRef,
  vectorSet,
  vectorLength,
  makeVector,
  ...Array.from({ length: MAX_INLINE_ELEMENTS }, (_, i) => vectorOf(i + 1)),
  ...boxOps,
  ...procedureOps,
  ...characterOps,
]
