// Strings and bytevectors: lengths, elements, and stores of elements.
//
// A string is its length and its payload, a bytevector. It is narrow, with a byte a character, if the
// payload has as many bytes as the string has characters; else a character has four. A store of a
// character that a narrow string has no room for is left to the slow path, as are all errors.
//
//   string   [ header | length | payload ]          payload   [ header | bytes | raw ... ]

import { type BlockId, type BodyBuilder, IMMEDIATE, MOST_ELEMENTS } from '../expr/index.ts'
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

/** Strings of so many characters are made in line. */
const MOST_CHARACTERS = 8 * MOST_ELEMENTS
const SPACE = 0x20

const makeString = defineOp('make-string', {
  doc: 'out = a fresh string of length characters, all fill, or spaces if that is unspecified.',
  operands: { length: 'reg', fill: 'reg', out: 'out' },
  body(f, o) {
    const { length, fill } = o as { length: number; fill: number }
    const slow = f.cold(() => f.next(f.request('make-string', length, fill)))
    const few = f.test('ltUnsigned', length, f.fixnum(MOST_CHARACTERS + 1))
    f.when(f.isFixnum(length), few).then(() => {
      const make = f.newBlock(['word'])
      f.when(f.isCharacter(fill)).then(() => {
        const point = f.node('charToFixnum', [fill])
        const fits = f.test('ltUnsigned', point, f.fixnum(NARROW_LIMIT))
        f.when(fits).then(() => f.goto(make, point))
        f.goto(slow)
      })
      f.when(f.isImmediate(fill, IMMEDIATE.unspecified)).then(() => f.goto(make, f.fixnum(SPACE)))
      f.goto(slow)
      f.at(make)
      f.next(f.node('allocString', [length, f.param(make)], 0, MOST_ELEMENTS))
    })
    f.goto(slow)
  },
})

/** Goes on where `test` succeeds; else to `slow`. */
function need(f: BodyBuilder, test: ReturnType<BodyBuilder['test']>, slow: BlockId): void {
  const right = f.newBlock()
  f.branch(test, right, slow)
  f.at(right)
}

/** Goes on where string `a` has `count` characters, a byte each, from index `start` on; its payload. */
function checkNarrow(
  f: BodyBuilder,
  a: number,
  start: number,
  count: number,
  slow: BlockId,
): number {
  checkKind(f, a, kinds.string.number, slow)
  const length = f.node('load', [a], LENGTH)
  const payload = f.node('load', [a], PAYLOAD)
  need(f, f.test('eqWord', f.node('load', [payload], LENGTH), length), slow)
  need(f, f.isFixnum(start), slow)
  f.when(f.test('ltUnsigned', length, count)).then(() => f.goto(slow))
  const last = f.checked('subFixnum', length, count, slow)
  f.when(f.test('ltUnsigned', last, start)).then(() => f.goto(slow))
  return payload
}

const copyCharacters = defineOp('copy-characters', {
  doc: 'Copies count characters of string from, beginning at start, to string to, beginning at at.',
  operands: { to: 'reg', at: 'reg', from: 'reg', start: 'reg', count: 'reg' },
  body(f, o) {
    const { to, at, from, start, count } = o as Record<
      'to' | 'at' | 'from' | 'start' | 'count',
      number
    >
    const slow = f.cold(() => {
      f.request('copy-characters', to, at, from, start, count)
      f.next()
    })
    need(f, f.isFixnum(count), slow)
    const target = checkNarrow(f, to, at, count, slow)
    f.when(f.hasFlag(to, FROZEN_BIT)).then(() => f.goto(slow))
    const source = checkNarrow(f, from, start, count, slow)
    f.when(f.test('eqWord', source, target)).then(() => f.goto(slow))
    f.node('copyBytes', [target, at, source, start, count], FIRST_BYTE)
    f.next()
  },
})

const substring = defineOp('substring', {
  doc: 'out = a fresh string of the characters of string a from index start up to end.',
  operands: { a: 'reg', start: 'reg', end: 'reg', out: 'out' },
  body(f, o) {
    const { a, start, end } = o as { a: number; start: number; end: number }
    const slow = f.cold(() => f.next(f.request('substring', a, start, end)))
    need(f, f.isFixnum(end), slow)
    need(f, f.isFixnum(start), slow)
    f.when(f.test('ltUnsigned', end, start)).then(() => f.goto(slow))
    const count = f.checked('subFixnum', end, start, slow)
    const payload = checkNarrow(f, a, start, count, slow)
    f.when(f.test('ltUnsigned', count, f.fixnum(MOST_CHARACTERS + 1))).then(() => {
      const zero = f.fixnum(0)
      const fresh = f.node('allocString', [count, zero], 0, MOST_ELEMENTS)
      const target = f.node('load', [fresh], PAYLOAD)
      f.node('copyBytes', [target, zero, payload, start, count], FIRST_BYTE)
      f.next(fresh)
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
  makeString,
  copyCharacters,
  substring,
  symbolToString,
  length('bytevector-length', 'bytes of bytevector', kinds.bytes.number),
  defineOp('bytevector-u8-ref', byteRef),
  withConstant('bytevector-u8-ref', byteRef, 'index'),
  byteSet,
]
