// The kernel: copies what is reachable from one semispace to the other (Cheney, CACM 13(11), 1970).
//
// `visit` is called for each root slot, then `scan` walks the copies, which are also the queue.
// To-space is a row of words in which a first word with tag 111 is a header and anything else
// belongs to a headerless pair or to an object of words only; so the scan goes word by word and
// needs objects' boundaries only where raw data must be skipped. Heap frames are asked which of
// their words are live.
//
//   forwarded pair      car word = new address | 111: no value has that tag
//   forwarded object    header = new address | 111, whose bit 32 is clear (heap/layout.ts)
//
// Only the header or car of an old copy is overwritten: a procedure's old copy still tells its
// code. Everything here is in int32 slots; a pointer's high half never changes.

import { bug } from '../base/index.ts'
import { TAG } from '../expr/index.ts'
import { type Heap, kinds, type Slot } from '../heap/index.ts'
import type { Region } from '../memory/index.ts'
import { ALL_WORDS, type KindRules, objectSlots, POINTER_TAGS } from './kind-rules.ts'

/** Calls `visit` for each live word of the frame at `base` that goes on at `resume`. */
export type VisitFrame = (base: Slot, resume: number, visit: (slot: Slot) => void) => void

/** The scan in machine code (scan-routine.ts). */
export interface NativeScan {
  /** Scans and copies from `state` on, up to the end or an object that it leaves to us. */
  run(): void
  /** Slots whose low halves are cage offsets; `run` clears `fromBytes` when it ends as it should. */
  readonly state: {
    readonly scan: Slot
    readonly free: Slot
    readonly from: Slot
    readonly fromBytes: Slot
  }
}

export interface Scavenger {
  /** Starts a collection. */
  begin(from: Region, to: Region): void
  /** Updates the root at `slot`. */
  readonly visit: (slot: Slot) => void
  /** Copies all that the copies reach; the offset of the first free byte in to-space. */
  scan(): number
  /** The same by machine code. */
  scanNatively(native: NativeScan): number
  /** After `scan`: the low half of the copy of object `low` of from-space; 0 if it was not reached. */
  readonly survivor: (low: number) => number
}

/** Above this many slots a block copy is faster than a loop. */
const LOOP_COPY_SLOTS = 64

export function makeScavenger(heap: Heap, rules: KindRules, visitFrame: VisitFrame): Scavenger {
  const { i32, baseHigh } = heap
  const wordsOf = rules.words
  let [fromSlot, fromSlots, toSlot] = [0, 0, 0]
  /** First free slot of to-space; `scan` keeps its own copy of it. */
  let freeSlot = 0

  /** Evacuates what the word at `slot` points to, if need be; the new first free slot. */
  function evacuate(slot: Slot, low: number, free: Slot): Slot {
    const at = (low >>> 3) << 1
    if ((at - fromSlot) >>> 0 >= fromSlots) return free
    const first = i32[at] as number
    const second = i32[at + 1] as number
    if ((low & 7) === TAG.pair) {
      if ((first & 7) === TAG.header) {
        i32[slot] = first - TAG.header + TAG.pair
        return free
      }
      i32[free] = first
      i32[free + 1] = second
      i32[free + 2] = i32[at + 2] as number
      i32[free + 3] = i32[at + 3] as number
      i32[at] = (free << 2) | TAG.header
      i32[slot] = (free << 2) | TAG.pair
      return free + 4
    }
    if ((second & 1) === 0) {
      i32[slot] = first - TAG.header + (low & 7)
      return free
    }
    i32[slot] = (free << 2) | (low & 7)
    return copyObject(at, first, free)
  }

  function copyObject(at: Slot, header: number, free: Slot): Slot {
    const slots = objectSlots(rules, i32, at, header)
    if (slots > LOOP_COPY_SLOTS) i32.copyWithin(free, at, at + slots)
    else for (let i = 0; i < slots; i++) i32[free + i] = i32[at + i] as number
    i32[at] = (free << 2) | TAG.header
    i32[at + 1] = baseHigh
    return free + slots
  }

  function visit(slot: Slot): void {
    const low = i32[slot] as number
    if (((POINTER_TAGS >>> (low & 7)) & 1) !== 0) freeSlot = evacuate(slot, low, freeSlot)
  }

  /** Scans an object whose fields are not all words; the slot behind it. */
  function scanObject(at: Slot): Slot {
    const header = i32[at] as number
    const kind = (header >>> 3) & 31
    if (kind === kinds.frame.number) {
      // The next heap frame, then the words that are live in this one (runtime/stack-capture.ts).
      visit(at + 2)
      visitFrame(at + 8, i32[at + 4] as number, visit)
    } else for (let word = 1; word <= (wordsOf[kind] as number); word++) visit(at + 2 * word)
    return at + objectSlots(rules, i32, at, header)
  }

  function scan(): number {
    let free = freeSlot
    let slot = toSlot
    while (slot < free) {
      const low = i32[slot] as number
      const tag = low & 7
      if (((POINTER_TAGS >>> tag) & 1) !== 0) {
        free = evacuate(slot, low, free)
      } else if (tag === TAG.header && wordsOf[(low >>> 3) & 31] !== ALL_WORDS) {
        freeSlot = free
        slot = scanObject(slot)
        free = freeSlot
        continue
      }
      slot += 2
    }
    freeSlot = free
    return free * 4
  }

  function scanNatively({ run, state }: NativeScan): number {
    i32[state.scan] = toSlot << 2
    i32[state.from] = fromSlot << 2
    for (;;) {
      i32[state.fromBytes] = fromSlots << 2
      i32[state.free] = freeSlot << 2
      run()
      if (i32[state.fromBytes] !== 0) bug('the scan ended in a fault: the heap is damaged')
      freeSlot = (i32[state.free] as number) >>> 2
      const slot = (i32[state.scan] as number) >>> 2
      if (slot >= freeSlot) return freeSlot * 4
      i32[state.scan] = scanObject(slot) << 2
    }
  }

  return {
    begin(from, to) {
      fromSlot = from.start >>> 2
      fromSlots = from.size >>> 2
      toSlot = to.start >>> 2
      freeSlot = toSlot
    },
    visit,
    scan,
    scanNatively,
    survivor: (low) => survivorIn(i32, low),
  }
}

function survivorIn(i32: Int32Array, low: number): number {
  const at = (low >>> 3) << 1
  const isCopied = ((i32[at + 1] as number) & 1) === 0
  return isCopied ? (i32[at] as number) - TAG.header + (low & 7) : 0
}
