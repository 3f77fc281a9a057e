// `eqv?` and `equal?` on words of the heap.
//
// eqv? is identity, but for numbers, whose objects do not count: they are the same if their values are, and
// flonums if their bits are. equal? goes through pairs and vectors with a stack of its own. A walk that takes
// long notes some of the pairs of containers it compares, all of the large ones; meeting one again it counts
// them as equal, which makes it end on cycles and be quick on shared structure, at little cost.

import { TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import { areSameExact } from '../numbers/number-words.ts'
import { type Characters, charactersOf } from './string-text.ts'

/** Words of containers compared before any is noted, and how many pass at least between two that are. */
const UNNOTED = 8192
const STRIDE = 16
/** Words between two looks whether the run is to stop. */
const UNWATCHED = 2 ** 18

const kindAt = (heap: Heap, low: number): number => (heap.headerOf(low) >>> 3) & 31

export function areEqv(heap: Heap, a: Slot, b: Slot): boolean {
  const left = heap.low(a)
  const right = heap.low(b)
  if (left === right && heap.high(a) === heap.high(b)) return true
  if ((left & 7) !== TAG.object || (right & 7) !== TAG.object) return false
  const kind = kindAt(heap, left)
  if (kind !== kindAt(heap, right)) return false
  switch (kind) {
    case kinds.flonum.number:
      return Object.is(heap.flonumAt(a), heap.flonumAt(b))
    case kinds.bignum.number:
    case kinds.ratnum.number:
      return areSameExact(heap, a, b)
    case kinds.complex.number: {
      const first = heap.fieldSlot(left, 0)
      const second = heap.fieldSlot(right, 0)
      return areEqv(heap, first, second) && areEqv(heap, first + 2, second + 2)
    }
    default:
      return false
  }
}

export function areEqual(heap: Heap, a: Slot, b: Slot): boolean {
  if (areEqv(heap, a, b)) return true
  const seen = new Map<number, Set<number>>()
  const pending: Slot[] = [a, b]
  let words = 0
  let nextNote = UNNOTED
  let nextLook = UNWATCHED
  while (pending.length > 0) {
    const right = pending.pop() as Slot
    const left = pending.pop() as Slot
    if (areEqv(heap, left, right)) continue
    const count = containerSize(heap, left, right)
    if (count < 0) {
      if (areEqualAtoms(heap, heap.low(left), heap.low(right))) continue
      return false
    }
    words += count
    if (words > UNNOTED) {
      const isNoted = words >= nextNote
      if (isKnown(seen, heap.low(left), heap.low(right), isNoted)) continue
      if (isNoted) nextNote = words + STRIDE
    }
    if (words >= nextLook) {
      heap.checkStop()
      nextLook = words + UNWATCHED
    }
    const leftStart = firstPart(heap, heap.low(left))
    const rightStart = firstPart(heap, heap.low(right))
    for (let i = count - 1; i >= 0; i--) pending.push(leftStart + 2 * i, rightStart + 2 * i)
  }
  return true
}

/** How many words to compare of two pairs, or of two vectors of one length; else -1. */
function containerSize(heap: Heap, a: Slot, b: Slot): number {
  const left = heap.low(a)
  const right = heap.low(b)
  if ((left & 7) === TAG.pair) return (right & 7) === TAG.pair ? 2 : -1
  if (!heap.isKind(a, kinds.vector.number) || !heap.isKind(b, kinds.vector.number)) return -1
  const length = heap.vectorLength(left)
  return length === heap.vectorLength(right) ? length : -1
}

const firstPart = (heap: Heap, low: number): Slot =>
  (low & 7) === TAG.pair ? heap.carSlot(low) : heap.fieldSlot(low, 1)

/** Strings and bytevectors with the same contents. */
function areEqualAtoms(heap: Heap, left: number, right: number): boolean {
  if ((left & 7) !== TAG.object || (right & 7) !== TAG.object) return false
  const kind = kindAt(heap, left)
  if (kind !== kindAt(heap, right)) return false
  if (kind === kinds.bytes.number) return areSameBytes(heap, left, right)
  return kind === kinds.string.number && areSameStrings(heap, left, right)
}

/** Whether two objects of raw bytes have the same. */
function areSameBytes(heap: Heap, left: number, right: number): boolean {
  const length = heap.smallFixnumAt(heap.fieldSlot(left, 0))
  if (length !== heap.smallFixnumAt(heap.fieldSlot(right, 0))) return false
  const { u8 } = heap
  const leftStart = ((left & ~7) >>> 0) + 16
  const rightStart = ((right & ~7) >>> 0) + 16
  for (let i = 0; i < length; i++) if (u8[leftStart + i] !== u8[rightStart + i]) return false
  return true
}

/** Whether two strings have the same characters, in whatever widths. */
function areSameStrings(heap: Heap, left: number, right: number): boolean {
  const a: Characters = charactersOf(heap, left, { length: 0, start: 0, isNarrow: true })
  const b: Characters = charactersOf(heap, right, { length: 0, start: 0, isNarrow: true })
  if (a.length !== b.length) return false
  const inA = a.isNarrow ? heap.u8 : heap.i32
  const inB = b.isNarrow ? heap.u8 : heap.i32
  const startA = a.isNarrow ? a.start : a.start >>> 2
  const startB = b.isNarrow ? b.start : b.start >>> 2
  for (let i = 0; i < a.length; i++) if (inA[startA + i] !== inB[startB + i]) return false
  return true
}

/** Whether the pair of words is in `seen`; if not, it `isNoted` or not. */
function isKnown(
  seen: Map<number, Set<number>>,
  left: number,
  right: number,
  isNoted: boolean,
): boolean {
  const partners = seen.get(left)
  if (partners?.has(right)) return true
  if (!isNoted) return false
  if (partners === undefined) seen.set(left, new Set([right]))
  else partners.add(right)
  return false
}
