// The texts of atoms, as `write` shows them: what reads back as the same character, string or symbol.

import { characterNames } from './characters.table.ts'
import { isPlainSymbol } from './words.ts'

/** Characters without a picture of their own. */
const UNSEEN = /[\p{C}\p{Z}]/u
const NEEDS_ESCAPE = { '"': /["\\\p{Cc}]/u, '|': /[|\\\p{Cc}]/u } as const
const ESCAPED = { '"': /["\\\p{Cc}]/gu, '|': /[|\\\p{Cc}]/gu } as const

const nameOfCharacter: ReadonlyMap<number, string> = new Map(
  [...characterNames].reverse().map(([name, value]) => [value, name]),
)

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['"', '\\"'],
  ['|', '\\|'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
])

/** `#\a`, `#\space`, `#\x1`. */
export function printCharacter(codePoint: number): string {
  const name = nameOfCharacter.get(codePoint)
  if (name !== undefined) return `#\\${name}`
  const character = String.fromCodePoint(codePoint)
  return UNSEEN.test(character) ? `#\\x${codePoint.toString(16)}` : `#\\${character}`
}

/** `text` between two `quote` characters, escaped so that it reads back. */
export function printQuoted(text: string, quote: '"' | '|'): string {
  if (!NEEDS_ESCAPE[quote].test(text)) return quote + text + quote
  const escaped = text.replace(ESCAPED[quote], (character) => {
    const known = escapes.get(character)
    return known ?? `\\x${(character.codePointAt(0) as number).toString(16)};`
  })
  return quote + escaped + quote
}

/** A symbol's name, between bars where it would not read back as it is. */
export function printSymbol(name: string): string {
  return isPlainSymbol(name) ? name : printQuoted(name, '|')
}
