// Strings and bytevectors: lengths, elements, and stores of elements.
//
// A string is its length and its payload, a bytevector. It is narrow, with a byte a character, if the
// payload has as many bytes as the string has characters; else a character has four. A store of a
// character that a narrow string has no room for is left to the slow path, as are all errors.
//
//   string   [ header | length | payload ]          payload   [ header | bytes | raw ... ]

import type { BlockId, BodyBuilder } from '../expr/index.ts'
import { FROZEN_BIT, kinds, objectField } from '../heap/index.ts'
import { defineOp, type OpDescription, withConstant } from './op.ts'

const LENGTH = objectField(0)
const PAYLOAD = objectField(1)
const FIRST_BYTE = objectField(1)
/** Characters of narrow strings, and bytes, are below. */
const NARROW_LIMIT = 256

/** Goes on where `a` has this kind; else to `slow`. */
function checkKind(f: BodyBuilder, a: number, kind: number, slow: BlockId): void {
  const right = f.newBlock()
  f.when(f.isObject(a), f.hasKind(a, kind)).then(() => f.goto(right))
  f.goto(slow)
  f.at(right)
}

/** The same where `index` is also a fixnum below its length. */
function checkElement(f: BodyBuilder, a: number, kind: number, index: number, slow: BlockId): void {
  checkKind(f, a, kind, slow)
  const inside = f.newBlock()
  f.when(f.isFixnum(index), f.test('ltUnsigned', index, f.node('load', [a], LENGTH))).then(() =>
    f.goto(inside),
  )
  f.goto(slow)
  f.at(inside)
}

/** Two ways on from a string with its payload: bytes or four bytes a character. */
function chooseWidth(
  f: BodyBuilder,
  a: number,
  narrow: (payload: number) => void,
  wide: (payload: number) => void,
): void {
  const payload = f.node('load', [a], PAYLOAD)
  const bytes = f.node('load', [payload], LENGTH)
  f.choose(
    f.test('eqWord', bytes, f.node('load', [a], LENGTH)),
    () => narrow(payload),
    () => wide(payload),
  )
}

const length = (name: string, what: string, kind: number) =>
  defineOp(name, {
    doc: `out = the number of ${what} a.`,
    operands: { a: 'reg', out: 'out' },
    body(f, o) {
      const { a } = o as { a: number }
      checkKind(
        f,
        a,
        kind,
        f.cold(() => f.raise(name, a)),
      )
      f.next(f.node('load', [a], LENGTH))
    },
  })

const stringRef: OpDescription = {
  doc: 'out = character index of string a.',
  operands: { a: 'reg', index: 'reg', out: 'out' },
  body(f, o) {
    const { a, index } = o as { a: number; index: number }
    const slow = f.cold(() => f.raise('string-ref', a, index))
    checkElement(f, a, kinds.string.number, index, slow)
    const deliver = (point: number) => f.next(f.node('fixnumToChar', [point]))
    chooseWidth(
      f,
      a,
      (payload) => deliver(f.node('loadByteAt', [payload, index], FIRST_BYTE)),
      (payload) => deliver(f.node('loadHalfAt', [payload, index], FIRST_BYTE)),
    )
  },
}

const symbolToString = defineOp('symbol-to-string', {
  doc: 'out = the name of symbol a, a string that cannot be changed.',
  operands: { a: 'reg', out: 'out' },
  body(f, o) {
    const { a } = o as { a: number }
    const slow = f.cold(() => f.raise('symbol-to-string', a))
    checkKind(f, a, kinds.symbol.number, slow)
    f.next(f.node('load', [a], objectField(0)))
  },
})

const stringSet = defineOp('string-set', {
  doc: 'Stores character value as character index of string a, which the slow path may widen.',
  operands: { a: 'reg', index: 'reg', value: 'reg' },
  body(f, o) {
    const { a, index, value } = o as { a: number; index: number; value: number }
    const slow = f.cold(() => {
      f.request('string-set', a, index, value)
      f.next()
    })
    checkElement(f, a, kinds.string.number, index, slow)
    f.when(f.hasFlag(a, FROZEN_BIT)).then(() => f.goto(slow))
    f.when(f.isCharacter(value)).then(() => {
      const point = f.node('charToFixnum', [value])
      const store = (node: 'storeByteAt' | 'storeHalfAt', payload: number) => {
        f.node(node, [payload, index, point], FIRST_BYTE)
        f.next()
      }
      chooseWidth(
        f,
        a,
        (payload) => {
          const fits = f.test('ltUnsigned', point, f.fixnum(NARROW_LIMIT))
          f.when(fits).then(() => store('storeByteAt', payload))
          f.goto(slow)
        },
        (payload) => store('storeHalfAt', payload),
      )
    })
    f.goto(slow)
  },
})

const byteRef: OpDescription = {
  doc: 'out = byte index of bytevector a, a fixnum.',
  operands: { a: 'reg', index: 'reg', out: 'out' },
  body(f, o) {
    const { a, index } = o as { a: number; index: number }
    const slow = f.cold(() => f.raise('bytevector-u8-ref', a, index))
    checkElement(f, a, kinds.bytes.number, index, slow)
    f.next(f.node('loadByteAt', [a, index], FIRST_BYTE))
  },
}

const byteSet = defineOp('bytevector-u8-set', {
  doc: 'Stores value, a fixnum from 0 to 255, as byte index of bytevector a.',
  operands: { a: 'reg', index: 'reg', value: 'reg' },
  body(f, o) {
    const { a, index, value } = o as { a: number; index: number; value: number }
    const slow = f.cold(() => f.raise('bytevector-u8-set', a, index, value))
    checkElement(f, a, kinds.bytes.number, index, slow)
    const isByte = f.test('ltUnsigned', value, f.fixnum(NARROW_LIMIT))
    f.when(f.isFixnum(value), isByte).then(() => {
      f.node('storeByteAt', [a, index, value], FIRST_BYTE)
      f.next()
    })
    f.goto(slow)
  },
})

export const textOps = [
  length('string-length', 'characters of string', kinds.string.number),
  defineOp('string-ref', stringRef),
  withConstant('string-ref', stringRef, 'index'),
  stringSet,
  symbolToString,
  length('bytevector-length', 'bytes of bytevector', kinds.bytes.number),
  defineOp('bytevector-u8-ref', byteRef),
  withConstant('bytevector-u8-ref', byteRef, 'index'),
  byteSet,
]
