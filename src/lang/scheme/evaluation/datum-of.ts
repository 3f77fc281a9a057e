// Objects of the heap as data: what `eval` hands to the expander. No host recursion; parts that are
// shared, and cycles, stay what they are.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kindOfHeader, kinds, type Slot } from '../../../heap/index.ts'
import { GuestError } from '../../../vm/index.ts'
import { printBriefly } from '../library/print-value.ts'
import { stringText } from '../library/string-text.ts'
import type { Numeric } from '../numbers/complex.ts'
import { readNumber } from '../numbers/number-words.ts'
import type { Datum, PairDatum, VectorDatum } from '../read/datum.ts'
import { literalOf } from '../read/number-text.ts'

/** Data made from values have no place in a text. */
const NOWHERE = 0
const BYTES_START = 16
const nothing: Datum = { kind: 'null', offset: NOWHERE }

/** The datum that the word at `slot` is; a value that no text can spell is a guest error. */
export function datumOf(heap: Heap, slot: Slot): Datum {
  const made = new Map<number, Datum>()
  /** Compounds whose parts are still to be filled in. */
  const pending: { readonly datum: PairDatum | VectorDatum; readonly low: number }[] = []
  const part = (at: Slot): Datum => {
    const low = heap.low(at)
    const isPair = (low & 7) === TAG.pair
    if (!isPair && !heap.isKind(at, kinds.vector.number)) return atomOf(heap, at)
    const known = made.get(low)
    if (known !== undefined) return known
    const datum: PairDatum | VectorDatum = isPair
      ? { kind: 'pair', car: nothing, cdr: nothing, offset: NOWHERE }
      : { kind: 'vector', items: [], offset: NOWHERE }
    made.set(low, datum)
    pending.push({ datum, low })
    return datum
  }
  const whole = part(slot)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { datum, low } = next
    if (datum.kind === 'pair') {
      datum.car = part(heap.carSlot(low))
      datum.cdr = part(heap.carSlot(low) + 2)
    } else {
      const length = heap.vectorLength(low)
      for (let i = 0; i < length; i++) datum.items.push(part(heap.fieldSlot(low, 1 + i)))
    }
  }
  return whole
}

function atomOf(heap: Heap, slot: Slot): Datum {
  const low = heap.low(slot)
  const offset = NOWHERE
  if (heap.isFixnum(slot)) return { kind: 'fixnum', value: heap.fixnumAt(slot), offset }
  if (heap.isFlonum(slot)) return { kind: 'flonum', value: heap.flonumAt(slot), offset }
  if ((low & 7) === TAG.object) return objectOf(heap, slot, low)
  if (low === IMMEDIATE.null) return nothing
  if (low === IMMEDIATE.true || low === IMMEDIATE.false) {
    return { kind: 'boolean', value: low === IMMEDIATE.true, offset }
  }
  if ((low & 0xff) === CHARACTER_LOW_BYTE) {
    return { kind: 'character', value: low >>> CHARACTER_SHIFT, offset }
  }
  return refuse(heap, slot)
}

function objectOf(heap: Heap, slot: Slot, low: number): Datum {
  const offset = NOWHERE
  switch (kindOfHeader(heap.headerOf(low))) {
    case kinds.symbol.number:
      return { kind: 'symbol', name: stringText(heap, heap.fieldSlot(low, 0)), offset }
    case kinds.string.number:
      return { kind: 'string', value: stringText(heap, slot), offset }
    case kinds.bignum.number:
    case kinds.ratnum.number:
    case kinds.complex.number:
      return { ...literalOf(readNumber(heap, slot) as Numeric), offset }
    case kinds.bytes.number: {
      const start = ((low & ~7) >>> 0) + BYTES_START
      const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
      return { kind: 'bytevector', bytes: heap.u8.slice(start, start + length), offset }
    }
    default:
      return refuse(heap, slot)
  }
}

function refuse(heap: Heap, slot: Slot): never {
  throw new GuestError('syntax', `eval: ${printBriefly(heap, slot)} is not an expression`)
}
