// Lexer: cuts a Scheme text into tokens, each with the offset where it starts.
//
// Blanks and comments (`;`, nested `#| |#`, a first line `#!`) vanish here; the datum comment `#;` is a token
// because only the reader knows where the next datum ends. Atoms come out as finished data.

import type { SourceText } from '../../../base/index.ts'
import { characterNames, stringEscapes } from './characters.table.ts'
import type { Datum } from './datum.ts'
import { parseNumber } from './number-text.ts'
import { SchemeSyntaxError } from './syntax-error.ts'

export type Token =
  | {
      readonly kind: 'open' | 'open-vector' | 'close' | 'dot' | 'discard' | 'end'
      readonly offset: number
    }
  /** A mark such as ' and the name of the form it abbreviates. */
  | { readonly kind: 'mark'; readonly name: string; readonly offset: number }
  | { readonly kind: 'atom'; readonly datum: Datum; readonly offset: number }

const BLANK = /\s/
const DELIMITER = /[\s()[\]{}";'`,|]/
const MAX_CODE_POINT = 0x10ffff

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['#t', true],
  ['#true', true],
  ['#f', false],
  ['#false', false],
])

/** Hands out the tokens of one source, from first to last. */
export class Lexer {
  readonly source: SourceText
  #at = 0

  constructor(source: SourceText) {
    this.source = source
    if (source.text.startsWith('#!')) this.#skipLine()
  }

  /** The next token; kind `end`, again and again, when there is none. */
  next(): Token {
    this.#skipBlanks()
    const { text } = this.source
    const offset = this.#at
    const character = text[offset]
    switch (character) {
      case undefined:
        return { kind: 'end', offset }
      case '(':
        return this.#punctuation('open', 1)
      case ')':
        return this.#punctuation('close', 1)
      case "'":
        return this.#mark('quote', 1)
      case '`':
        return this.#mark('quasiquote', 1)
      case ',':
        return text[offset + 1] === '@'
          ? this.#mark('unquote-splicing', 2)
          : this.#mark('unquote', 1)
      case '"':
        return this.#atom({ kind: 'string', value: this.#quoted('"', 'string'), offset })
      case '|':
        return this.#atom({ kind: 'symbol', name: this.#quoted('|', 'symbol'), offset })
      case '#':
        return this.#hash()
      case '[':
      case ']':
      case '{':
      case '}':
        throw this.error(offset, `unexpected ${character}: only ( and ) enclose lists`)
      default:
        return this.#numberOrSymbol()
    }
  }

  /** An error at `offset` of this source. */
  error(offset: number, reason: string): SchemeSyntaxError {
    return new SchemeSyntaxError(this.source, offset, reason)
  }

  #punctuation(kind: 'open' | 'open-vector' | 'close' | 'discard', length: number): Token {
    const offset = this.#at
    this.#at += length
    return { kind, offset }
  }

  #mark(name: string, length: number): Token {
    const offset = this.#at
    this.#at += length
    return { kind: 'mark', name, offset }
  }

  #atom(datum: Datum): Token {
    return { kind: 'atom', datum, offset: datum.offset }
  }

  #hash(): Token {
    const offset = this.#at
    const second = this.source.text[offset + 1]
    if (second === '(') return this.#punctuation('open-vector', 2)
    if (second === ';') return this.#punctuation('discard', 2)
    if (second === '\\') return this.#atom({ kind: 'character', value: this.#character(), offset })
    const word = this.#word()
    const value = booleans.get(word)
    if (value === undefined) throw this.error(offset, `${word} is not supported`)
    return this.#atom({ kind: 'boolean', value, offset })
  }

  #numberOrSymbol(): Token {
    const offset = this.#at
    const word = this.#word()
    if (word === '.') return { kind: 'dot', offset }
    const number = parseNumber(word)
    if (number === null) return this.#atom({ kind: 'symbol', name: word, offset })
    if (number.kind === 'error') throw this.error(offset, number.reason)
    return this.#atom({ ...number, offset })
  }

  /** Everything up to the next delimiter; at least one character. */
  #word(): string {
    const { text } = this.source
    const start = this.#at++
    while (this.#at < text.length && !DELIMITER.test(text[this.#at] as string)) this.#at++
    return text.slice(start, this.#at)
  }

  /** The code point of `#\x`, `#\name` or `#\xHEX`. */
  #character(): number {
    const offset = this.#at
    const first = this.source.text.codePointAt(offset + 2)
    if (first === undefined) throw this.error(offset, 'the text ends inside a character')
    this.#at = offset + 1 + String.fromCodePoint(first).length
    const word = this.#word()
    if (word.length === String.fromCodePoint(first).length) return first
    const named = characterNames.get(word)
    if (named !== undefined) return named
    if (/^x[0-9a-f]+$/i.test(word)) return this.#codePoint(word.slice(1), offset)
    throw this.error(offset, `unknown character #\\${word}`)
  }

  #codePoint(digits: string, offset: number): number {
    const value = Number.parseInt(digits, 16)
    if (value > MAX_CODE_POINT || (value >= 0xd800 && value <= 0xdfff)) {
      throw this.error(offset, `no character has the number x${digits}`)
    }
    return value
  }

  /** The contents of a string or |symbol|, whose opening `quote` is the next character. */
  #quoted(quote: string, what: string): string {
    const { text } = this.source
    const offset = this.#at++
    let value = ''
    for (;;) {
      const start = this.#at
      while (this.#at < text.length && text[this.#at] !== quote && text[this.#at] !== '\\')
        this.#at++
      value += text.slice(start, this.#at)
      if (this.#at >= text.length) throw this.error(offset, `this ${what} is never closed`)
      if (text[this.#at++] === quote) return value
      value += this.#escape(what)
    }
  }

  /** What follows a backslash inside a string or |symbol|. */
  #escape(what: string): string {
    const { text } = this.source
    const offset = this.#at - 1
    const letter = text[this.#at++] ?? ''
    const simple = stringEscapes.get(letter)
    if (simple !== undefined) return simple
    if (letter === 'x' || letter === 'X') {
      const end = text.indexOf(';', this.#at)
      const digits = end < 0 ? '' : text.slice(this.#at, end)
      if (!/^[0-9a-f]+$/i.test(digits)) throw this.error(offset, 'expected \\xHEX; in this escape')
      this.#at = end + 1
      return String.fromCodePoint(this.#codePoint(digits, offset))
    }
    this.#at = offset + 1
    return this.#lineContinuation(offset, what)
  }

  /** A backslash at the end of a line joins it to the next, without the blanks on either side. */
  #lineContinuation(offset: number, what: string): string {
    const { text } = this.source
    let at = this.#at
    const skipSpaces = () => {
      while (text[at] === ' ' || text[at] === '\t') at++
    }
    skipSpaces()
    if (text[at] === '\r') at++
    if (text[at] !== '\n') throw this.error(offset, `unknown escape in this ${what}`)
    at++
    skipSpaces()
    this.#at = at
    return ''
  }

  #skipBlanks(): void {
    const { text } = this.source
    for (;;) {
      const character = text[this.#at]
      if (character === undefined) return
      if (character === ';') this.#skipLine()
      else if (character === '#' && text[this.#at + 1] === '|') this.#skipBlockComment()
      else if (BLANK.test(character)) this.#at++
      else return
    }
  }

  #skipLine(): void {
    const end = this.source.text.indexOf('\n', this.#at)
    this.#at = end < 0 ? this.source.text.length : end
  }

  #skipBlockComment(): void {
    const { text } = this.source
    const offset = this.#at
    let depth = 0
    do {
      const two = text.slice(this.#at, this.#at + 2)
      if (two === '') throw this.error(offset, 'this comment is never closed')
      if (two === '#|') depth++
      if (two === '|#') depth--
      this.#at += two === '#|' || two === '|#' ? 2 : 1
    } while (depth > 0)
  }
}
