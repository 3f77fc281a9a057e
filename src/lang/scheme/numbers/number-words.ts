// Numbers between the heap and JavaScript.
//
// To write a number reserves room for it, which may collect: whoever writes has read everything before.
// What was read is a JavaScript value and does not move.

import {
  bignumValue,
  type Heap,
  kinds,
  numberBytes,
  type Slot,
  setNumber,
} from '../../../heap/index.ts'
import type { Numeric } from './complex.ts'
import { checkBits } from './limits.ts'
import type { Real } from './tower.ts'

/** The number at `slot`; null if it is none. */
export function readNumber(heap: Heap, slot: Slot): Numeric | null {
  const real = readReal(heap, slot)
  if (real !== null || !heap.isKind(slot, kinds.complex.number)) return real
  const first = heap.fieldSlot(heap.low(slot), 0)
  return {
    real: readReal(heap, first) as Real,
    imaginary: readReal(heap, first + 2) as Real,
  }
}

/** The real number at `slot`; null if it is none. */
export function readReal(heap: Heap, slot: Slot): Real | null {
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
  const bytes = numberBytes(value)
  if (bytes > 0) heap.reserve(withinLimit(bytes))
  setNumber(heap, slot, value)
}

/** Sums grow without being asked for their size: here they are. */
function withinLimit(bytes: number): number {
  checkBits(4 * bytes)
  return bytes
}
