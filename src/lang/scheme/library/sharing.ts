// Which pairs, vectors and records of a structure need labels when it is printed.
//
// One depth-first walk with a stack of its own. What has been met is marked in bitmaps, so the walk is
// linear and small beside what it walks through.

import { TAG } from '../../../expr/index.ts'
import { fieldCountOfHeader, type Heap, kinds, type Slot } from '../../../heap/index.ts'

/** Containers between two looks whether the run is to stop; a power of 2. */
const UNWATCHED = 2 ** 16

/** The parts of a container: `count` words from `start` on. */
export interface Parts {
  start: Slot
  count: number
}

/** Whether the word at `slot` is a container; if so, `to` says which words it contains. */
export function partsOf(heap: Heap, slot: Slot, to: Parts): boolean {
  const low = heap.low(slot)
  if ((low & 7) === TAG.pair) {
    to.start = heap.carSlot(low)
    to.count = 2
    return true
  }
  if ((low & 7) !== TAG.object) return false
  if (heap.isKind(slot, kinds.vector.number)) {
    to.start = heap.fieldSlot(low, 1)
    to.count = heap.vectorLength(low)
    return true
  }
  if (!heap.isKind(slot, kinds.record.number)) return false
  to.start = heap.fieldSlot(low, 1)
  to.count = fieldCountOfHeader(heap.headerOf(low) >>> 0) - 1
  return true
}

/** Words of the heap that one page of marks is for, as a power of two. */
const PAGE_SHIFT = 15
const PAGE_MASK = (1 << PAGE_SHIFT) - 1

/**
 * A set of objects of the heap; void as soon as anything is allocated or moved. Has a bit for each word of
 * the semispace in use, in pages that are made when something in them is marked.
 */
class HeapMarks {
  private readonly pages: (Uint8Array | undefined)[]
  private readonly start: number

  constructor(heap: Heap) {
    const { heapA, heapB } = heap.cage.layout
    const end = heap.low(heap.allocationSlot) >>> 0
    this.start = end >= heapB.start && end <= heapB.end ? heapB.start : heapA.start
    const words = (end - this.start) >>> 3
    this.pages = Array.from({ length: (words >>> PAGE_SHIFT) + 1 }, () => undefined)
  }

  has(low: number): boolean {
    const word = ((low >>> 0) - this.start) >>> 3
    const page = this.pages[word >>> PAGE_SHIFT]
    if (page === undefined) return false
    return ((page[(word & PAGE_MASK) >>> 3] as number) & (1 << (word & 7))) !== 0
  }

  add(low: number): void {
    const word = ((low >>> 0) - this.start) >>> 3
    const number = word >>> PAGE_SHIFT
    let page = this.pages[number]
    if (page === undefined) {
      page = new Uint8Array(1 << (PAGE_SHIFT - 3))
      this.pages[number] = page
    }
    const at = (word & PAGE_MASK) >>> 3
    page[at] = (page[at] as number) | (1 << (word & 7))
  }
}

/**
 * The containers below the word at `start` that are met again, anywhere (`all`) or inside themselves.
 * Null if there are more than `budget` of them to walk through.
 */
export function findShared(
  heap: Heap,
  start: Slot,
  all: boolean,
  budget: number,
): Set<number> | null {
  const shared = new Set<number>()
  const met = new HeapMarks(heap)
  const left = new HeapMarks(heap)
  const parts: Parts = { start: 0, count: 0 }
  // Slots of words to look at; below a negative number lies the low half of what is left behind it.
  const pending: number[] = [start]
  let steps = 0
  for (let slot = pending.pop(); slot !== undefined; slot = pending.pop()) {
    if (slot < 0) {
      left.add(pending.pop() as number)
      continue
    }
    if (!partsOf(heap, slot, parts)) continue
    const low = heap.low(slot)
    if (met.has(low)) {
      if (all || !left.has(low)) shared.add(low)
      continue
    }
    if (++steps > budget) return null
    if (steps % UNWATCHED === 0) heap.checkStop()
    met.add(low)
    if (!all) pending.push(low, -1)
    for (let i = parts.count - 1; i >= 0; i--) pending.push(parts.start + 2 * i)
  }
  return shared
}
