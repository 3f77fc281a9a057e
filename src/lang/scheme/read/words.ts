// Words: the maximal runs of characters between delimiters, and what each of them is.
//
// The reader classifies them, and the printer asks whether the name of a symbol would be read back
// as that symbol. Numbers are the business of number-text.ts.

import { type NumberText, parseNumber } from './number-text.ts'

const DELIMITER = /[\s()[\]{}";'`,|]/
const PLAIN = /^[^\s()[\]{}";'`,|\\#\p{C}\p{Z}][^\s()[\]{}";'`,|\\\p{C}\p{Z}]*$/u
/** Infinities and NaNs; what goes on behind them other readers may take for a number with a flaw. */
const SPECIAL = /^[+-](inf|nan)\.0/i
/** Symbols by tradition, though they start like numbers. */
const TRADITIONAL: ReadonlySet<string> = new Set(['1+', '1-', '-1+'])
const DECIMAL = 10
const MAX_CODE_POINT = 0x10ffff

/** ASCII as a table, as almost every character is; 1: ends a word. */
const asciiDelimiters = Uint8Array.from({ length: 128 }, (_, code) =>
  DELIMITER.test(String.fromCharCode(code)) ? 1 : 0,
)

/** Whether the character at `at` ends a word; the end of the text does too. */
export function isDelimiterAt(text: string, at: number): boolean {
  if (at >= text.length) return true
  const code = text.charCodeAt(at)
  return code < 128 ? asciiDelimiters[code] === 1 : DELIMITER.test(text[at] as string)
}

/** Only words that start with + - . or a digit can be decimal numbers. */
function startsNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e
}

/** The number that `word`, which does not start with #, spells; null if it is a symbol. */
export function wordNumber(word: string): NumberText {
  if (!startsNumber(word.charCodeAt(0)) || TRADITIONAL.has(word)) return null
  return parseNumber(word, DECIMAL)
}

/** The number that `word`, which starts with # and the letter of a prefix, spells. */
export function prefixedNumber(word: string): NumberText {
  return /^#[xbodei]/i.test(word) ? parseNumber(word, DECIMAL) : null
}

/** Whether the symbol of this name can be written without bars. */
export function isPlainSymbol(name: string): boolean {
  return PLAIN.test(name) && name !== '.' && !SPECIAL.test(name) && wordNumber(name) === null
}

/** The Turkish i without a dot, which alone keeps apart from the letter it shares its capital with. */
const DOTLESS_I = '\u0131'

/** `text` without the difference between upper and lower case: Unicode's full case folding. */
export function foldCase(text: string): string {
  let folded = ''
  // Letter by letter: a sigma at the end of a word is a sigma.
  for (const character of text) {
    const lower = character.toLowerCase()
    folded += lower === DOTLESS_I ? lower : lower.toUpperCase().toLowerCase()
  }
  return folded
}

/** The character with this number in hexadecimal, as a code point; null if there is none. */
export function scalarValue(digits: string): number | null {
  const value = Number.parseInt(digits, 16)
  return value > MAX_CODE_POINT || (value >= 0xd800 && value <= 0xdfff) ? null : value
}
