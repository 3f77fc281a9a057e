// Hash numbers of words, one for each equivalence.
//
// Headered objects have an identity hash in their header, given at first need from a counter, so that
// runs repeat. Pairs have no room for one and hash by their address, which a collection changes: the
// tables ask `movesWith` and place such keys anew. Structures hash by their first few parts.

import { TAG } from '../../../expr/index.ts'
import { type Heap, kindOfHeader, kinds, type Slot } from '../../../heap/index.ts'

/** What a table compares its keys with. */
export const EQUIVALENCE = { eq: 0, eqv: 1, equal: 2, string: 3 } as const

const GOLDEN = 0x9e3779b1 | 0
/** Parts of a structure that count. */
const MOST_PARTS = 64
/** The identity hash is in these bits of a header's high half. */
const IDENTITY_SHIFT = 8
const MOST_IDENTITY = 0xffffff

const mix = (hash: number, more: number): number => {
  const mixed = Math.imul(hash ^ more, GOLDEN)
  return mixed ^ (mixed >>> 15)
}

/** Identity hash of the object whose low half is `low`. */
function identityHash(heap: Heap, low: number): number {
  const header = (low & ~7) >>> 2
  const known = (heap.i32[header + 1] as number) >>> IDENTITY_SHIFT
  if (known !== 0) return known
  heap.identities = (heap.identities % MOST_IDENTITY) + 1
  heap.i32[header + 1] = (heap.i32[header + 1] as number) | (heap.identities << IDENTITY_SHIFT)
  return heap.identities
}

/** Whether the hash of the word at `slot` is its address. */
export function movesWith(heap: Heap, slot: Slot, equivalence: number): boolean {
  return equivalence < EQUIVALENCE.equal && (heap.low(slot) & 7) === TAG.pair
}

/** An int32 that is the same for equivalent words. */
export function hashOf(heap: Heap, slot: Slot, equivalence: number): number {
  if (equivalence < EQUIVALENCE.equal) return atomHash(heap, slot)
  let hash = 17
  const pending: Slot[] = [slot]
  for (let parts = 0; pending.length > 0 && parts < MOST_PARTS; parts++) {
    const at = pending.pop() as Slot
    const low = heap.low(at)
    if ((low & 7) === TAG.pair) {
      hash = mix(hash, 1)
      pending.push(heap.carSlot(low) + 2, heap.carSlot(low))
    } else if (heap.isKind(at, kinds.string.number)) hash = mix(hash, stringHash(heap, low))
    else if (heap.isKind(at, kinds.bytes.number)) hash = mix(hash, rawHash(heap, low))
    else if (heap.isKind(at, kinds.vector.number)) {
      const length = heap.vectorLength(low)
      hash = mix(hash, length)
      for (let i = Math.min(length, MOST_PARTS) - 1; i >= 0; i--) {
        pending.push(heap.fieldSlot(low, 1 + i))
      }
    } else hash = mix(hash, atomHash(heap, at))
  }
  return hash
}

function atomHash(heap: Heap, slot: Slot): number {
  const low = heap.low(slot)
  switch (low & 7) {
    case TAG.pair:
      return mix(low, 0)
    case TAG.procedure:
      return mix(identityHash(heap, low), 3)
    case TAG.object:
      return objectHash(heap, slot, low)
    default:
      return mix(low, heap.high(slot))
  }
}

function objectHash(heap: Heap, slot: Slot, low: number): number {
  switch (kindOfHeader(heap.headerOf(low))) {
    case kinds.flonum.number: {
      const bits = ((low & ~7) >>> 2) + 2
      return mix(heap.i32[bits] as number, heap.i32[bits + 1] as number)
    }
    case kinds.bignum.number:
      return rawHash(heap, low)
    case kinds.ratnum.number:
    case kinds.complex.number: {
      const first = heap.fieldSlot(low, 0)
      return mix(atomHash(heap, first), atomHash(heap, first + 2))
    }
    default:
      return mix(identityHash(heap, heap.low(slot)), 5)
  }
}

/** By the bytes behind the length in field 0. */
function rawHash(heap: Heap, low: number): number {
  const bytes = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  const start = ((low & ~7) >>> 0) + 16
  let hash = bytes
  for (let i = 0; i < bytes; i++) hash = Math.imul(hash ^ (heap.u8[start + i] as number), GOLDEN)
  return hash
}

/** By the characters, however they are stored. */
function stringHash(heap: Heap, low: number): number {
  const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  const payload = heap.low(heap.fieldSlot(low, 1))
  const start = ((payload & ~7) >>> 0) + 16
  const isNarrow = heap.smallFixnumAt(heap.fieldSlot(payload, 0)) === length
  let hash = length
  for (let i = 0; i < length; i++) {
    const point = isNarrow ? heap.u8[start + i] : heap.i32[(start >>> 2) + i]
    hash = Math.imul(hash ^ (point as number), GOLDEN)
    hash ^= hash >>> 13
  }
  return hash
}
