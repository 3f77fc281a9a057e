// Strings and |symbols|: everything between two quotes, with its escapes undone.
//
// A line ending counts as one newline, however the file writes it; behind a backslash it joins the
// line to the next, without the blanks on either side.

import type { SourceText } from '../../../base/index.ts'
import { stringEscapes } from './characters.table.ts'
import type { SchemeSyntaxError } from './syntax-error.ts'
import { scalarValue } from './words.ts'

/** The text being read, and the errors about it. */
interface QuotedText {
  readonly source: SourceText
  error(offset: number, reason: string): SchemeSyntaxError
  unfinished(offset: number, reason: string): SchemeSyntaxError
}

/** What an escape stands for, and the offset behind it. */
interface Piece {
  readonly value: string
  readonly end: number
}

const nextSpecial = { '"': /["\\]/g, '|': /[|\\]/g } as const
const names = { '"': 'string', '|': 'symbol' } as const
const HEX_ESCAPE = /[xX]([0-9a-fA-F]+);/y
const CONTINUATION = /[ \t]*(?:\r\n|\r|\n)[ \t]*/y
const LINE_ENDING = /\r\n?/g

/** The contents of the string or |symbol| whose opening `quote` is at `offset`. */
export function readQuoted(text: QuotedText, offset: number, quote: '"' | '|'): Piece {
  const { text: all } = text.source
  const special = nextSpecial[quote]
  let value = ''
  for (let start = offset + 1; ; ) {
    special.lastIndex = start
    const found = special.exec(all)
    if (found === null) throw text.unfinished(offset, `this ${names[quote]} is never closed`)
    const plain = all.slice(start, found.index)
    value += plain.includes('\r') ? plain.replace(LINE_ENDING, '\n') : plain
    if (found[0] === quote) return { value, end: found.index + 1 }
    if (found.index + 1 === all.length) {
      throw text.unfinished(offset, `this ${names[quote]} is never closed`)
    }
    const escaped = readEscape(text, found.index, names[quote])
    value += escaped.value
    start = escaped.end
  }
}

/** The escape whose backslash is at `offset`. */
function readEscape(text: QuotedText, offset: number, what: string): Piece {
  const { text: all } = text.source
  const simple = stringEscapes.get(all[offset + 1] as string)
  if (simple !== undefined) return { value: simple, end: offset + 2 }
  HEX_ESCAPE.lastIndex = offset + 1
  const hex = HEX_ESCAPE.exec(all)
  if (hex !== null) {
    const digits = hex[1] as string
    const value = scalarValue(digits)
    if (value === null) throw text.error(offset, `no character has the number x${digits}`)
    return { value: String.fromCodePoint(value), end: HEX_ESCAPE.lastIndex }
  }
  CONTINUATION.lastIndex = offset + 1
  if (CONTINUATION.test(all)) return { value: '', end: CONTINUATION.lastIndex }
  if (/[xX]/.test(all[offset + 1] as string)) {
    throw text.error(offset, 'expected \\xHEX; in this escape')
  }
  throw text.error(offset, `unknown escape in this ${what}`)
}
