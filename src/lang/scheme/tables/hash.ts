// Hash numbers of words, where the ops that hash (ops/hash.ts) ask for them: from 0 to 2^32 - 1.
//
// Headered objects have an identity hash in their header, given at first need from a counter, so that
// runs repeat. Pairs have no room for one and hash by their address, which a collection changes.
// Structures hash by their first few parts. What an op hashes in place has the same number here.

import { TAG } from '../../../expr/index.ts'
import {
  type Heap,
  hashBytes,
  hashStep,
  hashWord,
  IDENTITY_SHIFT,
  kindOfHeader,
  kinds,
  type Slot,
} from '../../../heap/index.ts'

/** What a table compares its keys with. */
export const EQUIVALENCE = { eq: 0, eqv: 1, equal: 2, string: 3 } as const

/** Parts of a structure that count. */
const MOST_PARTS = 64
const MOST_IDENTITY = 0xffffff

/** Identity hash of the object whose low half is `low`. */
function identityHash(heap: Heap, low: number): number {
  const header = (low & ~7) >>> 2
  const known = (heap.i32[header + 1] as number) >>> IDENTITY_SHIFT
  if (known !== 0) return known
  heap.identities = (heap.identities % MOST_IDENTITY) + 1
  heap.i32[header + 1] = (heap.i32[header + 1] as number) | (heap.identities << IDENTITY_SHIFT)
  return heap.identities
}

/** The same for words that are equivalent. */
export function hashOf(heap: Heap, slot: Slot, equivalence: number): number {
  const low = heap.low(slot)
  if (equivalence < EQUIVALENCE.equal) return atomHash(heap, slot)
  if (!isStructure(heap, slot, low)) return partHash(heap, slot, low)
  let hash = 0
  const pending: Slot[] = [slot]
  for (let parts = 0; pending.length > 0 && parts < MOST_PARTS; parts++) {
    const at = pending.pop() as Slot
    const part = heap.low(at)
    if ((part & 7) === TAG.pair) {
      hash = hashStep(hash, 1)
      pending.push(heap.carSlot(part) + 2, heap.carSlot(part))
    } else if (heap.isKind(at, kinds.vector.number)) {
      const length = heap.vectorLength(part)
      hash = hashStep(hash, length)
      for (let i = Math.min(length, MOST_PARTS) - 1; i >= 0; i--) {
        pending.push(heap.fieldSlot(part, 1 + i))
      }
    } else hash = hashStep(hash, partHash(heap, at, part))
  }
  return hash
}

const isStructure = (heap: Heap, slot: Slot, low: number): boolean =>
  (low & 7) === TAG.pair || heap.isKind(slot, kinds.vector.number)

/** Of what has no parts but bytes. */
function partHash(heap: Heap, slot: Slot, low: number): number {
  if (heap.isKind(slot, kinds.string.number)) return stringHash(heap, low)
  if (heap.isKind(slot, kinds.bytes.number)) return rawHash(heap, low)
  return atomHash(heap, slot)
}

function atomHash(heap: Heap, slot: Slot): number {
  const low = heap.low(slot)
  switch (low & 7) {
    case TAG.procedure:
      return identityHash(heap, low)
    case TAG.object:
      return objectHash(heap, low)
    default:
      return hashWord(low, heap.high(slot))
  }
}

function objectHash(heap: Heap, low: number): number {
  switch (kindOfHeader(heap.headerOf(low))) {
    case kinds.flonum.number: {
      const bits = ((low & ~7) >>> 2) + 2
      return hashWord(heap.i32[bits] as number, heap.i32[bits + 1] as number)
    }
    case kinds.bignum.number:
      return rawHash(heap, low)
    case kinds.ratnum.number:
    case kinds.complex.number: {
      const first = heap.fieldSlot(low, 0)
      return hashStep(atomHash(heap, first), atomHash(heap, first + 2))
    }
    default:
      return identityHash(heap, low)
  }
}

/** By the bytes behind the length in field 0. */
function rawHash(heap: Heap, low: number): number {
  const bytes = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  return hashBytes(heap.u8, heap.i32, ((low & ~7) >>> 0) + 16, bytes)
}

/** By the characters, however they are stored. */
function stringHash(heap: Heap, low: number): number {
  const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  const payload = heap.low(heap.fieldSlot(low, 1))
  if (heap.smallFixnumAt(heap.fieldSlot(payload, 0)) === length) return rawHash(heap, payload)
  const first = ((payload & ~7) + 16) >>> 2
  const points = heap.i32.subarray(first, first + length)
  if (points.some((point) => point > 0xff)) return points.reduce(hashStep, length)
  const bytes = new Uint8Array((length + 3) & ~3)
  bytes.set(points)
  return hashBytes(bytes, new Int32Array(bytes.buffer), 0, length)
}
