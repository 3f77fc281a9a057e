// Lexer: cuts a Scheme text into tokens, each with the offset where it starts.
//
// Blanks, comments (`;`, nested `#| |#`, a first line `#!`) and directives (`#!fold-case`) vanish here;
// the datum comment `#;` is a token because only the reader knows where the next datum ends. Atoms come
// out as finished data. `offset` may be moved between tokens, which is how `read` follows a port.

import type { SourceText } from '../../../base/index.ts'
import { characterNames } from './characters.table.ts'
import type { Datum } from './datum.ts'
import { readQuoted } from './quoted.ts'
import { SchemeSyntaxError } from './syntax-error.ts'
import { foldCase, isDelimiterAt, prefixedNumber, scalarValue, wordNumber } from './words.ts'

/** Brackets are parentheses, but each is closed by its own kind. */
export type OpenKind = 'open' | 'open-bracket' | 'open-vector' | 'open-bytes'
export type CloseKind = 'close' | 'close-bracket'

export type Token =
  | { readonly kind: OpenKind | CloseKind | 'dot' | 'discard' | 'end'; readonly offset: number }
  /** A mark such as ' and the name of the form it abbreviates. */
  | { readonly kind: 'mark'; readonly name: string; readonly offset: number }
  /** `#7=` and `#7#`. */
  | {
      readonly kind: 'label' | 'reference'
      readonly number: number
      readonly offset: number
    }
  | { readonly kind: 'atom'; readonly datum: Datum; readonly offset: number }

const BLANK = /\s/
const SPACE = 0x20
const ASCII_END = 0x80
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const LABEL = /#(\d{1,9})([=#])/y

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['#t', true],
  ['#true', true],
  ['#f', false],
  ['#false', false],
])

/** Whether symbols are folded from here on. */
const directives: ReadonlyMap<string, boolean> = new Map([
  ['#!fold-case', true],
  ['#!no-fold-case', false],
])

/** Almost every character is seen at a glance; the end of the text, NaN, passes for U+0000, no blank. */
function isBlank(code: number): boolean {
  const isPlain = code > SPACE && code < ASCII_END
  return !isPlain && BLANK.test(String.fromCharCode(code))
}

/** Hands out the tokens of one source, from first to last. */
export class Lexer {
  readonly source: SourceText
  /** Where the next token, or the blanks before it, begin. */
  offset: number
  foldsCase: boolean

  constructor(source: SourceText, offset = 0, foldsCase = false) {
    this.source = source
    this.offset = offset
    this.foldsCase = foldsCase
  }

  /** The next token; kind `end`, again and again, when there is none. */
  next(): Token {
    this.#skipBlanks()
    const { offset } = this
    const { text } = this.source
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
        return this.#atom({ kind: 'string', value: this.#quoted('"'), offset })
      case '|':
        return this.#atom({ kind: 'symbol', name: this.#quoted('|'), offset })
      case '#':
        return this.#hash()
      case '[':
        return this.#punctuation('open-bracket', 1)
      case ']':
        return this.#punctuation('close-bracket', 1)
      case '{':
      case '}':
        throw this.error(offset, `unexpected ${character}: lists are written with ( and )`)
      default:
        return this.#numberOrSymbol()
    }
  }

  /** An error at `offset` of this source. */
  error(offset: number, reason: string): SchemeSyntaxError {
    return new SchemeSyntaxError(this.source, offset, reason)
  }

  /** The same for a text that ends too early. */
  unfinished(offset: number, reason: string): SchemeSyntaxError {
    return new SchemeSyntaxError(this.source, offset, reason, true)
  }

  #punctuation(kind: OpenKind | CloseKind | 'discard', length: number): Token {
    const { offset } = this
    this.offset += length
    return { kind, offset }
  }

  #mark(name: string, length: number): Token {
    const { offset } = this
    this.offset += length
    return { kind: 'mark', name, offset }
  }

  #atom(datum: Datum): Token {
    return { kind: 'atom', datum, offset: datum.offset }
  }

  /** The contents of the string or |symbol| that begins here. */
  #quoted(quote: '"' | '|'): string {
    const { value, end } = readQuoted(this, this.offset, quote)
    this.offset = end
    return value
  }

  #hash(): Token {
    const { offset } = this
    const { text } = this.source
    const second = text[offset + 1]
    if (second === '(') return this.#punctuation('open-vector', 2)
    if (second === ';') return this.#punctuation('discard', 2)
    if (second === '\\') return this.#atom({ kind: 'character', value: this.#character(), offset })
    LABEL.lastIndex = offset
    const label = LABEL.exec(text)
    if (label !== null) {
      this.offset += label[0].length
      const kind = label[2] === '=' ? 'label' : 'reference'
      return { kind, number: Number(label[1]), offset }
    }
    return this.#hashWord()
  }

  #hashWord(): Token {
    const { offset } = this
    const word = this.#word()
    const lower = word.toLowerCase()
    if (lower === '#u8' && this.source.text[this.offset] === '(') {
      this.offset++
      return { kind: 'open-bytes', offset }
    }
    const value = booleans.get(lower)
    if (value !== undefined) return this.#atom({ kind: 'boolean', value, offset })
    const number = prefixedNumber(word)
    if (number === null) throw this.error(offset, `${word} is not supported`)
    if (number.kind === 'error') throw this.error(offset, number.reason)
    return this.#atom({ ...number, offset })
  }

  #numberOrSymbol(): Token {
    const { offset } = this
    const word = this.#word()
    if (word === '.') return { kind: 'dot', offset }
    const number = wordNumber(word)
    if (number === null) {
      const name = this.foldsCase ? foldCase(word) : word
      return this.#atom({ kind: 'symbol', name, offset })
    }
    if (number.kind === 'error') throw this.error(offset, number.reason)
    return this.#atom({ ...number, offset })
  }

  /** Everything up to the next delimiter; at least one character. */
  #word(): string {
    const { text } = this.source
    const start = this.offset
    let end = start + 1
    while (!isDelimiterAt(text, end)) end++
    this.offset = end
    return text.slice(start, end)
  }

  /** The code point of `#\x`, `#\name` or `#\xHEX`. */
  #character(): number {
    const { offset } = this
    const first = this.source.text.codePointAt(offset + 2)
    if (first === undefined) throw this.unfinished(offset, 'the text ends inside a character')
    const width = first > 0xffff ? 2 : 1
    this.offset = offset + 2
    const word = this.#word()
    if (word.length === width) return first
    const named = characterNames.get(word) ?? characterNames.get(foldCase(word))
    if (named !== undefined) return named
    if (!/^x[0-9a-f]+$/i.test(word)) throw this.error(offset, `unknown character #\\${word}`)
    const digits = word.slice(1)
    const value = scalarValue(digits)
    if (value === null) throw this.error(offset, `no character has the number x${digits}`)
    return value
  }

  #skipBlanks(): void {
    const { text } = this.source
    for (;;) {
      const code = text.charCodeAt(this.offset)
      if (code === 0x20 || code === 0x0a) this.offset++
      else if (code === 0x3b) this.#skipLine()
      else if (code === 0x23) {
        const second = text[this.offset + 1]
        if (second === '|') this.#skipBlockComment()
        else if (second === '!') this.#directive()
        else return
      } else if (isBlank(code)) this.offset++
      else return
    }
  }

  #skipLine(): void {
    const { text } = this.source
    let at = this.offset
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LINE_FEED || code === CARRIAGE_RETURN) break
    }
    this.offset = at
  }

  /** `#!fold-case` and its opposite; or the line that tells Unix who runs this file. */
  #directive(): void {
    const { offset } = this
    const word = this.#word()
    const folds = directives.get(word.toLowerCase())
    if (folds !== undefined) this.foldsCase = folds
    else if (offset === 0) this.#skipLine()
    else throw this.error(offset, `unknown directive ${word}`)
  }

  #skipBlockComment(): void {
    const { text } = this.source
    const { offset } = this
    let depth = 0
    do {
      const two = text.slice(this.offset, this.offset + 2)
      if (two === '') throw this.unfinished(offset, 'this comment is never closed')
      if (two === '#|') depth++
      if (two === '|#') depth--
      this.offset += two === '#|' || two === '|#' ? 2 : 1
    } while (depth > 0)
  }
}
