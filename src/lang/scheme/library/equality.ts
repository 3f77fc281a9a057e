// `eqv?` and `equal?` on words of the heap.
//
// eqv? is identity, but for flonums, whose boxes do not count: they are the same if their bits are.
// equal? goes through pairs and vectors with a stack of its own. Pairs of containers already compared, or
// being compared, count as equal, which makes it end on cycles and be quick on shared structure.

import { TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'

export function areEqv(heap: Heap, a: Slot, b: Slot): boolean {
  if (heap.low(a) === heap.low(b) && heap.high(a) === heap.high(b)) return true
  return heap.isFlonum(a) && heap.isFlonum(b) && Object.is(heap.flonumAt(a), heap.flonumAt(b))
}

export function areEqual(heap: Heap, a: Slot, b: Slot): boolean {
  const seen = new Map<number, Set<number>>()
  const pending: Slot[] = [a, b]
  while (pending.length > 0) {
    const right = pending.pop() as Slot
    const left = pending.pop() as Slot
    if (areEqv(heap, left, right)) continue
    if (heap.isKind(left, kinds.string.number) && heap.isKind(right, kinds.string.number)) {
      if (heap.stringAt(left) !== heap.stringAt(right)) return false
      continue
    }
    const parts = matchingParts(heap, left, right)
    if (parts === null) return false
    if (isNew(seen, heap.low(left), heap.low(right))) {
      const { leftStart, rightStart, count } = parts
      for (let i = count - 1; i >= 0; i--) pending.push(leftStart + 2 * i, rightStart + 2 * i)
    }
  }
  return true
}

/** The words to compare of two pairs, or of two vectors of one length; else null. */
function matchingParts(heap: Heap, a: Slot, b: Slot) {
  const left = heap.low(a)
  const right = heap.low(b)
  if ((left & 7) === TAG.pair && (right & 7) === TAG.pair) {
    return { leftStart: heap.carSlot(left), rightStart: heap.carSlot(right), count: 2 }
  }
  const vectors = heap.isKind(a, kinds.vector.number) && heap.isKind(b, kinds.vector.number)
  if (!vectors || heap.vectorLength(left) !== heap.vectorLength(right)) return null
  return {
    leftStart: heap.fieldSlot(left, 1),
    rightStart: heap.fieldSlot(right, 1),
    count: heap.vectorLength(left),
  }
}

/** Adds the pair of words to `seen`; false if it was there. */
function isNew(seen: Map<number, Set<number>>, left: number, right: number): boolean {
  const partners = seen.get(left) ?? new Set<number>()
  seen.set(left, partners)
  if (partners.has(right)) return false
  partners.add(right)
  return true
}
