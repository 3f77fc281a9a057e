// Records: objects of a kind that programs define. Field 0 of a record is its type, a record itself.
//
// That the type is right is checked by identity; nothing here knows what else a type says of itself.

import type { BodyBuilder } from '../expr/index.ts'
import { kinds, objectField } from '../heap/index.ts'
import { deriveForms } from './compare.ts'
import { defineOp, type OpSpec } from './op.ts'

/** Records with up to this many fields are made in line: a threaded handler has ten registers. */
export const MAX_INLINE_FIELDS = 8

const RECORD_TYPE = objectField(0)
const FIRST_FIELD = objectField(1)

/** Goes on to `yes` where `a` is a record of `type`, and to `no` where it is not. */
function chooseRecord(
  f: BodyBuilder,
  a: number,
  type: number,
  yes: () => void,
  no: () => void,
): void {
  f.when(f.isObject(a), f.hasKind(a, kinds.record.number)).then(() =>
    f.choose(f.test('eqWord', f.node('load', [a], RECORD_TYPE), type), yes, no),
  )
  no()
}

/**
 * Continues where `a` is a record of `type` with field `index`; the slow path complains. That there is
 * the field follows from the type in what compilers make, but code of files may say anything.
 */
function checkField(f: BodyBuilder, a: number, type: number, index: number): void {
  const wrong = f.cold(() => f.raise('expected-record', a, type))
  const right = f.newBlock()
  chooseRecord(
    f,
    a,
    type,
    () =>
      f.choose(
        f.hasField(a, index, 1),
        () => f.goto(right),
        () => f.goto(wrong),
      ),
    () => f.goto(wrong),
  )
  f.at(right)
}

const makeRecord = (fields: number): OpSpec =>
  defineOp(`record-${fields}`, {
    doc: `out = a fresh record: its type and ${fields} fields in the registers from base.`,
    operands: { base: 'base', out: 'out' },
    body(f, o) {
      const words = []
      for (let i = 0; i <= fields; i++) words.push(f.node('operandReg', [], o['base'] as number, i))
      f.next(f.node('allocObject', words, kinds.record.number))
    },
  })

const access = [
  defineOp('record-ref', {
    doc: 'out = field index of a, a record of this type.',
    operands: { a: 'reg', type: 'reg', index: 'fixnum', out: 'out' },
    body(f, o) {
      const { a, type, index } = o as { a: number; type: number; index: number }
      checkField(f, a, type, index)
      f.next(f.node('loadAt', [a, index], FIRST_FIELD))
    },
  }),
  defineOp('record-set', {
    doc: 'Stores value as field index of a, a record of this type.',
    operands: { a: 'reg', type: 'reg', index: 'fixnum', value: 'reg' },
    body(f, o) {
      const { a, type, index, value } = o as Record<'a' | 'type' | 'index' | 'value', number>
      checkField(f, a, type, index)
      f.node('storeAt', [a, index, value], FIRST_FIELD)
      f.next()
    },
  }),
]

export const recordOps = [
  ...Array.from({ length: MAX_INLINE_FIELDS + 1 }, (_, i) => makeRecord(i)),
  defineOp('make-record', {
    doc: 'out = a fresh record of this type with count fields, to be filled by record-set.',
    operands: { type: 'reg', count: 'fixnum', out: 'out' },
    body(f, o) {
      f.next(f.request('make-record', o['type'] as number, o['count'] as number))
    },
  }),
  ...deriveForms('record', {
    doc: 'a is a record of this type',
    operands: { a: 'reg', type: 'reg' },
    test: (f, o, yes, no) => chooseRecord(f, o['a'] as number, o['type'] as number, yes, no),
  }),
  ...access,
]
