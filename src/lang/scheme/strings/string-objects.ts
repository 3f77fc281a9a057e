// Making strings and bytevectors: payload first, then the object that points to it.

import { TAG } from '../../../expr/index.ts'
import { HEADER_HIGH, type Heap, headerLow, kinds, type Slot } from '../../../heap/index.ts'
import { characterAt, type Payload, payloadOf } from './text-arguments.ts'

const PAYLOAD_HEADER_BYTES = 16
const STRING_OBJECT_BYTES = 24
/** So few characters are copied faster one by one. */
const SHORT = 32

const charactersBytes = (length: number, isNarrow: boolean) => (isNarrow ? length : 4 * length)

/** Bytes to reserve before `allocateString`. */
export const stringBytes = (length: number, isNarrow: boolean): number =>
  STRING_OBJECT_BYTES + bytevectorBytes(charactersBytes(length, isNarrow))

/** Bytes to reserve before `allocateBytes`. */
export const bytevectorBytes = (length: number): number =>
  PAYLOAD_HEADER_BYTES + ((length + 7) & ~7)

/** A bytevector of `length` bytes, its words still to be filled; its untagged address. */
export function allocateBytes(heap: Heap, length: number): number {
  const at = heap.allocate(bytevectorBytes(length))
  heap.setWord(at >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
  heap.setFixnum((at + 8) >>> 2, length)
  return at
}

/** Makes the word at `slot` the bytevector at the untagged address `at`. */
export const setBytes = (heap: Heap, slot: Slot, at: number): void =>
  heap.setPointer(slot, at | TAG.object)

/** Byte offset of the first byte of the bytevector whose low half is `low`. */
export const firstByte = (low: number): number => ((low & ~7) >>> 0) + PAYLOAD_HEADER_BYTES

/** A string of `length` characters at `slot`, still to be filled; room is reserved. */
export function allocateString(heap: Heap, slot: Slot, length: number, isNarrow: boolean): Payload {
  const payload = allocateBytes(heap, charactersBytes(length, isNarrow))
  const string = heap.allocateObject(kinds.string.number, 2)
  heap.setFixnum((string + 8) >>> 2, length)
  heap.setPointer((string + 16) >>> 2, payload | TAG.object)
  heap.setPointer(slot, string | TAG.object)
  return { length, start: payload + PAYLOAD_HEADER_BYTES, isNarrow }
}

/** Copies characters; a narrow target takes them from a narrow source only. May overlap. */
export function copyCharacters(
  heap: Heap,
  from: Payload,
  start: number,
  end: number,
  to: Payload,
  at: number,
): void {
  const { u8, i32 } = heap
  if (from.isNarrow && to.isNarrow) {
    const first = from.start + start
    const target = to.start + at
    const count = end - start
    if (count <= SHORT && (target <= first || target >= first + count))
      for (let i = 0; i < count; i++) u8[target + i] = u8[first + i] as number
    else u8.copyWithin(target, first, from.start + end)
    return
  }
  const target = (to.start >>> 2) + at
  if (!from.isNarrow) {
    i32.copyWithin(target, (from.start >>> 2) + start, (from.start >>> 2) + end)
    return
  }
  for (let i = start; i < end; i++) i32[target + i - start] = u8[from.start + i] as number
}

/** Writes characters `start` to `end` of a string as a fresh one to `to`. `source`: its slot, asked twice as it may move. */
export function makeSubstring(
  heap: Heap,
  to: Slot,
  source: () => Slot,
  start: number,
  end: number,
): void {
  const isNarrow = fitsNarrow(heap, payloadOf(heap, source()), start, end)
  heap.reserve(stringBytes(end - start, isNarrow))
  const from = payloadOf(heap, source())
  const fresh = allocateString(heap, to, end - start, isNarrow)
  if (from.isNarrow === isNarrow) copyCharacters(heap, from, start, end, fresh, 0)
  else {
    const first = (from.start >>> 2) + start
    heap.u8.set(heap.i32.subarray(first, first + end - start), fresh.start)
  }
}

/** Gives the string at `slot` a payload of four bytes a character; reserves room for it first. */
export function widen(heap: Heap, slot: Slot, length: number): void {
  heap.reserve(bytevectorBytes(4 * length))
  const low = heap.low(slot)
  const bytes = heap.low(heap.fieldSlot(low, 1))
  const from: Payload = { length, start: firstByte(bytes), isNarrow: true }
  const at = allocateBytes(heap, 4 * length)
  copyCharacters(heap, from, 0, length, { length, start: firstByte(at), isNarrow: false }, 0)
  heap.setPointer(heap.fieldSlot(low, 1), at | TAG.object)
}

/** Whether all characters in the range fit a byte. */
export function fitsNarrow(heap: Heap, payload: Payload, start: number, end: number): boolean {
  if (payload.isNarrow) return true
  for (let i = start; i < end; i++) if (characterAt(heap, payload, i) > 0xff) return false
  return true
}
