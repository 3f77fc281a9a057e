// Hash numbers of words: what a table keyed by eqv? or by equal? finds its keys by.
//
// Objects hash by the identity in their header (heap/layout.ts), which the slow path gives them at first
// need; numbers and structures by what they hold, which is the slow path's affair but for short narrow
// strings. A pair hashes by its address, which collections change: who keeps such a number must know when
// it is stale.

import type { BodyBuilder } from '../expr/index.ts'
import { IDENTITY_SHIFT, kinds, objectField, procedureField } from '../heap/index.ts'
import { defineOp, type OpSpec } from './op.ts'

/** Longer strings are left to the slow path. */
const MOST_BYTES = 4096

/** The halves of words are counted from the header. */
const HEADER = { object: objectField(-1), procedure: procedureField(-1) } as const

/** Kinds that hash by what they hold in every table. */
const numberKinds = [kinds.flonum, kinds.bignum, kinds.ratnum, kinds.complex]
/** And those that do so where equal structures are one key. */
const structureKinds = [kinds.vector, kinds.bytes]

/** Delivers the identity in the header of `a`, if it has one. */
function identity(f: BodyBuilder, a: number, header: number, slow: number): void {
  const high = f.node('loadHalfAt', [a, f.fixnum(1)], header)
  const hash = f.node('sarFixnum', [high, f.fixnum(IDENTITY_SHIFT)])
  f.when(f.test('eqWord', hash, f.fixnum(0))).then(() => f.goto(slow))
  f.next(hash)
}

/** Delivers the hash of string `a`, if it is narrow and not long. */
function ofString(f: BodyBuilder, a: number, slow: number): void {
  const payload = f.node('load', [a], objectField(1))
  const length = f.node('load', [payload], objectField(0))
  const isNarrow = f.test('eqWord', length, f.node('load', [a], objectField(0)))
  f.when(isNarrow, f.test('ltUnsigned', length, f.fixnum(MOST_BYTES))).then(() =>
    f.next(f.node('hashBytes', [payload, length], objectField(1))),
  )
  f.goto(slow)
}

const hash = (name: string, doc: string, isByStructure: boolean): OpSpec =>
  defineOp(name, {
    doc,
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      const slow = f.cold(() => f.next(f.request(name, a)))
      f.when(f.isObject(a)).then(() => {
        if (isByStructure) {
          f.when(f.hasKind(a, kinds.string.number)).then(() => ofString(f, a, slow))
        }
        for (const kind of [...numberKinds, ...(isByStructure ? structureKinds : [])]) {
          f.when(f.hasKind(a, kind.number)).then(() => f.goto(slow))
        }
        identity(f, a, HEADER.object, slow)
      })
      f.when(f.isProcedure(a)).then(() => identity(f, a, HEADER.procedure, slow))
      if (isByStructure) f.when(f.isPair(a)).then(() => f.goto(slow))
      f.next(f.node('hashWord', [a]))
    },
  })

export const hashOps = [
  hash(
    'eqv-hash',
    'out = a fixnum from 0 on, the same for words that are eqv; that of a pair changes when it is moved.',
    false,
  ),
  hash('equal-hash', 'out = a fixnum from 0 on, the same for words that are equal.', true),
]
