// Numbers between the heap and JavaScript.
//
// To write a number reserves room for it, which may collect: whoever writes has read everything before.
// What was read is a JavaScript value and does not move.

import {
  bignumValue,
  fractionBytes,
  type Heap,
  integerBytes,
  isFixnumValue,
  kinds,
  type Slot,
  setFraction,
  setInteger,
} from '../../../heap/index.ts'
import { checkBits } from './limits.ts'
import type { Numeric } from './tower.ts'

/** A flonum may need a box. */
const FLONUM_BYTES = 16

/** The number at `slot`; null if it is none. */
export function readNumber(heap: Heap, slot: Slot): Numeric | null {
  if (heap.isFixnum(slot)) return heap.fixnumAt(slot)
  if (heap.isFlonum(slot)) return heap.flonumAt(slot)
  const low = heap.low(slot)
  if (heap.isKind(slot, kinds.bignum.number)) return bignumValue(heap, low)
  if (!heap.isKind(slot, kinds.ratnum.number)) return null
  return {
    numerator: readInteger(heap, heap.fieldSlot(low, 0)),
    denominator: readInteger(heap, heap.fieldSlot(low, 1)),
  }
}

function readInteger(heap: Heap, slot: Slot): bigint {
  return heap.isFixnum(slot) ? heap.fixnumAt(slot) : bignumValue(heap, heap.low(slot))
}

/** Whether both are bignums, or both fractions, and equal. Flonums and fixnums are not looked at. */
export function areSameExact(heap: Heap, a: Slot, b: Slot): boolean {
  const left = heap.low(a)
  const right = heap.low(b)
  if (heap.isKind(a, kinds.bignum.number)) {
    return (
      heap.isKind(b, kinds.bignum.number) && bignumValue(heap, left) === bignumValue(heap, right)
    )
  }
  if (!heap.isKind(a, kinds.ratnum.number) || !heap.isKind(b, kinds.ratnum.number)) return false
  const isSamePart = (index: number) =>
    readInteger(heap, heap.fieldSlot(left, index)) ===
    readInteger(heap, heap.fieldSlot(right, index))
  return isSamePart(0) && isSamePart(1)
}

/** Writes `value` to `slot`, a root. May collect. */
export function writeNumber(heap: Heap, slot: Slot, value: Numeric): void {
  if (typeof value === 'number') {
    heap.reserve(FLONUM_BYTES)
    heap.setFlonum(slot, value)
  } else if (typeof value === 'object') {
    const { numerator, denominator } = value
    heap.reserve(withinLimit(fractionBytes(numerator, denominator)))
    setFraction(heap, slot, numerator, denominator)
  } else if (isFixnumValue(value)) {
    heap.setFixnum(slot, value)
  } else {
    heap.reserve(withinLimit(integerBytes(value)))
    setInteger(heap, slot, value)
  }
}

/** Sums grow without being asked for their size: here they are. */
function withinLimit(bytes: number): number {
  checkBits(4 * bytes)
  return bytes
}
