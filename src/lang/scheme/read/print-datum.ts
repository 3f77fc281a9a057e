// Printing data as text that reads back: for dumps, and for constants in them. No host recursion.

import { characterNames } from './characters.table.ts'
import type { Datum } from './datum.ts'
import { parseNumber, printFlonum } from './number-text.ts'

/** `#\a`, `#\space`, `#\x7f`. */
export function printCharacter(codePoint: number): string {
  for (const [name, value] of characterNames) if (value === codePoint) return `#\\${name}`
  if (codePoint < 0x20) return `#\\x${codePoint.toString(16)}`
  return `#\\${String.fromCodePoint(codePoint)}`
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
])

/** `text` between two `quote` characters, escaped so that it reads back. */
export function printQuoted(text: string, quote: '"' | '|'): string {
  let out: string = quote
  for (const character of text) {
    const code = character.codePointAt(0) as number
    const escaped = character === quote ? `\\${quote}` : escapes.get(character)
    if (escaped !== undefined) out += escaped
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16)};`
    else out += character
  }
  return out + quote
}

/** A symbol's name, between bars where it would not read back as it is. */
export function printSymbol(name: string): string {
  const plain = name !== '.' && /^[^\s()[\]{}";'`,|#][^\s()[\]{}";'`,|]*$/.test(name)
  return plain && parseNumber(name) === null ? name : printQuoted(name, '|')
}

function printAtom(datum: Exclude<Datum, { kind: 'pair' | 'vector' }>): string {
  switch (datum.kind) {
    case 'null':
      return '()'
    case 'symbol':
      return printSymbol(datum.name)
    case 'string':
      return printQuoted(datum.value, '"')
    case 'character':
      return printCharacter(datum.value)
    case 'boolean':
      return datum.value ? '#t' : '#f'
    case 'fixnum':
      return String(datum.value)
    case 'flonum':
      return printFlonum(datum.value)
  }
}

/** `datum` as `write` shows it. */
export function printDatum(datum: Datum): string {
  const out: string[] = []
  // What is still to be printed, last first: text as it is, data to be taken apart, rests of lists.
  const pending: (string | { readonly datum: Datum; readonly rest: boolean })[] = []
  const push = (d: Datum, rest = false) => pending.push({ datum: d, rest })
  push(datum)
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if (typeof task === 'string') {
      out.push(task)
      continue
    }
    const { datum: d, rest } = task
    if (d.kind === 'pair') {
      out.push(rest ? ' ' : '(')
      push(d.cdr, true)
      push(d.car)
    } else if (rest) {
      pending.push(')')
      if (d.kind !== 'null') {
        out.push(' . ')
        push(d)
      }
    } else if (d.kind === 'vector') {
      out.push('#(')
      pending.push(')')
      for (let i = d.items.length - 1; i >= 0; i--) {
        push(d.items[i] as Datum)
        if (i > 0) pending.push(' ')
      }
    } else {
      out.push(printAtom(d))
    }
  }
  return out.join('')
}
