// The texts of single words: everything that `write` and `display` show without looking inside.

import { CHARACTER_SHIFT, IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import type { Numeric } from '../numbers/complex.ts'
import { readNumber } from '../numbers/number-words.ts'
import { printCharacter, printQuoted, printSymbol } from '../read/print-atom.ts'
import { printFlonum, printNumber } from '../read/print-number.ts'
import { stringText } from './string-text.ts'

/** Name of the procedure at a slot; the heap alone does not know it. */
export type ProcedureNames = (slot: Slot) => string

const immediateTexts: ReadonlyMap<number, string> = new Map([
  [IMMEDIATE.true, '#t'],
  [IMMEDIATE.false, '#f'],
  [IMMEDIATE.null, '()'],
  [IMMEDIATE.unspecified, '#<unspecified>'],
  [IMMEDIATE.eof, '#<eof>'],
  [IMMEDIATE.default, '#<default>'],
])

/** Fixnums whose high half is smaller in magnitude are exact as numbers of JavaScript. */
const EXACT_HIGH = 2 ** 23

/** The text of the word at `slot`, which is no pair, vector or record. `reads`: so that it reads back. */
export function printWord(
  heap: Heap,
  slot: Slot,
  reads: boolean,
  procedureName?: ProcedureNames,
): string {
  const low = heap.low(slot)
  switch (low & 7) {
    case TAG.fixnum:
      return printFixnum(heap, slot)
    case TAG.immediate:
      return printImmediate(low, reads)
    case TAG.procedure: {
      const name = procedureName?.(slot) ?? ''
      return name === '' ? '#<procedure>' : `#<procedure ${printSymbol(name)}>`
    }
    case TAG.object:
      return printObject(heap, slot, reads)
    default:
      return printFlonum(heap.flonumAt(slot))
  }
}

function printFixnum(heap: Heap, slot: Slot): string {
  const high = heap.high(slot)
  const isExact = high < EXACT_HIGH && high >= -EXACT_HIGH
  return String(isExact ? heap.smallFixnumAt(slot) : heap.fixnumAt(slot))
}

function printImmediate(low: number, reads: boolean): string {
  const known = immediateTexts.get(low)
  if (known !== undefined) return known
  const codePoint = low >>> CHARACTER_SHIFT
  return reads ? printCharacter(codePoint) : String.fromCodePoint(codePoint)
}

function printObject(heap: Heap, slot: Slot, reads: boolean): string {
  const low = heap.low(slot)
  switch ((heap.headerOf(low) >>> 3) & 31) {
    case kinds.flonum.number:
      return printFlonum(heap.flonumAt(slot))
    case kinds.string.number: {
      const text = stringText(heap, slot)
      return reads ? printQuoted(text, '"') : text
    }
    case kinds.symbol.number: {
      const name = stringText(heap, heap.fieldSlot(low, 0))
      return reads ? printSymbol(name) : name
    }
    case kinds.bytes.number: {
      const start = ((low & ~7) >>> 0) + 16
      const bytes = heap.u8.subarray(start, start + heap.smallFixnumAt(heap.fieldSlot(low, 0)))
      return `#u8(${bytes.join(' ')})`
    }
    case kinds.bignum.number:
    case kinds.ratnum.number:
    case kinds.complex.number:
      return printNumber(readNumber(heap, slot) as Numeric)
    default:
      return '#<object>'
  }
}
