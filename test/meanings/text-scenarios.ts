// Strings and bytevectors in loops that also allocate, so that collections move them meanwhile.

import type { Scenario } from './scenario.ts'
import { Draft } from './scenario.ts'
import { bytes, character, fixnum, type Value } from './values.ts'

/** Registers: the text, counter and limit, an index, what is stored, what is read, a vector. */
const TEXT = 0
const COUNTER = 1
const INDEX = 3
const VALUE = 4
const FOUND = 5
const LENGTH = 6
const VECTOR = 7

/** Rounds times words of each round's vector fill the heap several times. */
const ROUNDS = 3000
const VECTOR_LENGTH = 4000n

/** Stores round by round what `value` makes of the counter, in element 2 of `text`. */
function storing(name: string, text: Value, ops: readonly string[], answer: string): Scenario {
  const [set, ref, convert] = ops as [string, string, string | undefined]
  return {
    name,
    ops,
    answer,
    build: (all) => {
      const code = new Draft(all).load(text, TEXT).load(fixnum(2), INDEX)
      code.load(fixnum(VECTOR_LENGTH), LENGTH).load(fixnum(0), FOUND)
      code.repeat(COUNTER, ROUNDS, () => {
        code.emit('make-vector', LENGTH, COUNTER, VECTOR)
        code.emit('bitwise-and-constant', COUNTER, 127, VALUE)
        if (convert !== undefined) code.emit(convert, VALUE, VALUE)
        code.emit(set, TEXT, INDEX, VALUE).emit(ref, TEXT, INDEX, FOUND)
      })
      return code.emit('cons', TEXT, FOUND, FOUND).return(FOUND)
    },
  }
}

/** A narrow string that a wide character makes wide, between two collections. */
const widened: Scenario = {
  name: 'a string that is widened keeps its characters',
  ops: ['string-set', 'string-ref', 'string-length'],
  answer: '(string a\u03bbc . 3)',
  build: (ops) => {
    const code = new Draft(ops).load({ string: 'abc' }, TEXT).load(fixnum(1), INDEX)
    code.load(fixnum(VECTOR_LENGTH), LENGTH)
    code.repeat(COUNTER, ROUNDS, () => {
      code.emit('make-vector', LENGTH, COUNTER, VECTOR)
      code.load(character(0x3bb), VALUE).emit('string-set', TEXT, INDEX, VALUE)
    })
    code.emit('string-length', TEXT, FOUND)
    return code.emit('cons', TEXT, FOUND, FOUND).return(FOUND)
  },
}

const last = (ROUNDS - 1) & 127
const shown = String.fromCharCode(last)

export const textScenarios: readonly Scenario[] = [
  storing(
    'bytes stay in a bytevector that moves',
    bytes(1, 2, 3, 4),
    ['bytevector-u8-set', 'bytevector-u8-ref'],
    `(bytes 1 2 ${last} 4 . ${last})`,
  ),
  storing(
    'characters stay in a narrow string that moves',
    { string: 'abcd' },
    ['string-set', 'string-ref', 'integer-to-char'],
    `(string ab${shown}d . character ${last})`,
  ),
  storing(
    'characters stay in a wide string that moves',
    { string: '\u03bbbcd' },
    ['string-set', 'string-ref', 'integer-to-char'],
    `(string \u03bbb${shown}d . character ${last})`,
  ),
  widened,
]
