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

import { TAG } from '../expr/index.ts'
import { type Heap, kinds, type Slot } from '../heap/index.ts'
import type { Region } from '../memory/index.ts'
import { ALL_WORDS, type KindRules, objectSlots } from './kind-rules.ts'

/** Calls `visit` for each live word of the frame at `base` that goes on at `resume`. */
export type VisitFrame = (base: Slot, resume: number, visit: (slot: Slot) => void) => void

export interface Scavenger {
  /** Starts a collection. */
  begin(from: Region, to: Region): void
  /** Updates the root at `slot`. */
  readonly visit: (slot: Slot) => void
  /** Copies all that the copies reach; the offset of the first free byte in to-space. */
  scan(): number
  /** After `scan`: the low half of the copy of object `low` of from-space; 0 if it was not reached. */
  readonly survivor: (low: number) => number
}

const POINTER_TAGS = (1 << TAG.pair) | (1 << TAG.object) | (1 << TAG.procedure)
/** Above this many slots a block copy is faster than a loop. */
const LOOP_COPY_SLOTS = 64

export function makeScavenger(heap: Heap, rules: KindRules, visitFrame: VisitFrame): Scavenger {
  const { i32, baseHigh } = heap
  const wordsOf = rules.words
  let fromSlot = 0
  let fromSlots = 0
  let toSlot = 0
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

  /** The next heap frame, then the words that are live in this one (runtime/stack-capture.ts). */
  function scanFrame(at: Slot): void {
    visit(at + 2)
    visitFrame(at + 8, i32[at + 4] as number, visit)
  }

  function scan(): number {
    let free = freeSlot
    let slot = toSlot
    while (slot < free) {
      // An object with a few words before raw data ends the inner loop behind those words.
      let limit = free
      let behindRaw = 0
      while (slot < limit) {
        const low = i32[slot] as number
        const tag = low & 7
        if (((POINTER_TAGS >>> tag) & 1) !== 0) {
          free = evacuate(slot, low, free)
        } else if (tag === TAG.header) {
          const kind = (low >>> 3) & 31
          const words = wordsOf[kind] as number
          if (words !== ALL_WORDS) {
            if (kind === kinds.frame.number) {
              freeSlot = free
              scanFrame(slot)
              free = freeSlot
            }
            limit = slot + 2 + 2 * words
            behindRaw = slot + objectSlots(rules, i32, slot, low)
          }
        }
        slot += 2
      }
      if (behindRaw !== 0) slot = behindRaw
    }
    freeSlot = free
    return free * 4
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
    survivor(low) {
      const at = (low >>> 3) << 1
      const isCopied = ((i32[at + 1] as number) & 1) === 0
      return isCopied ? (i32[at] as number) - TAG.header + (low & 7) : 0
    },
  }
}
