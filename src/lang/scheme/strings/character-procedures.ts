// Characters beyond ASCII: properties and case by JavaScript's Unicode tables.

import type { RuntimeProcedure } from '../../../vm/index.ts'
import { foldCase } from '../read/words.ts'
import { characterArgument, characterWord } from './text-arguments.ts'

const ASCII_END = 0x80
const ZERO = 0x30
const NINE = 0x39

const test =
  (who: string, pattern: RegExp): RuntimeProcedure =>
  (call) => {
    const text = String.fromCodePoint(characterArgument(call, 0, who))
    call.heap.setBoolean(call.result, pattern.test(text))
  }

/** A character that becomes several stays as it is. */
const mapped =
  (who: string, change: (text: string) => string): RuntimeProcedure =>
  (call) => {
    const point = characterArgument(call, 0, who)
    const changed = Array.from(change(String.fromCodePoint(point)))
    const result = changed.length === 1 ? (changed[0] as string).codePointAt(0) : point
    call.heap.setImmediate(call.result, characterWord(result as number))
  }

/** First of each run of ten decimal digits is found by walking down to a digit of value 0. */
function digitValue(point: number): number | null {
  if (point < ASCII_END) return point >= ZERO && point <= NINE ? point - ZERO : null
  const isDigit = (at: number) => /\p{Nd}/u.test(String.fromCodePoint(at))
  if (!isDigit(point)) return null
  let first = point
  while (first > 0 && isDigit(first - 1)) first--
  return (point - first) % 10
}

const digit: RuntimeProcedure = (call) => {
  const value = digitValue(characterArgument(call, 0, 'digit-value'))
  if (value === null) call.heap.setBoolean(call.result, false)
  else call.heap.setFixnum(call.result, value)
}

const row = (name: string, run: RuntimeProcedure) => ({ name, argumentCount: 1, run })

export const characterProcedures = [
  row('%char-alphabetic?', test('char-alphabetic?', /\p{Alphabetic}/u)),
  row('%char-numeric?', test('char-numeric?', /\p{Nd}/u)),
  row('%char-whitespace?', test('char-whitespace?', /\p{White_Space}/u)),
  row('%char-upper-case?', test('char-upper-case?', /\p{Uppercase}/u)),
  row('%char-lower-case?', test('char-lower-case?', /\p{Lowercase}/u)),
  row(
    '%char-upcase',
    mapped('char-upcase', (text) => text.toUpperCase()),
  ),
  row(
    '%char-downcase',
    mapped('char-downcase', (text) => text.toLowerCase()),
  ),
  row('%char-foldcase', mapped('char-foldcase', foldCase)),
  row('%digit-value', digit),
]
