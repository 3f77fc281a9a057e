// Texts as arrays of code points: of bytes where all are below 256, as the heap keeps strings.

import { TAG } from '../../../expr/index.ts'
import { HEADER_HIGH, type Heap, headerLow, kinds, type Slot } from '../../../heap/index.ts'
import { charactersOf } from '../library/string-text.ts'

export type CodePoints = Uint8Array | Int32Array

const MOST_NARROW = 0xff
/** Header, length and payload of a string; header and length of its bytes. */
const STRING_OVERHEAD = 24 + 16

/** The characters of `text`. */
export function codePointsOf(text: string): CodePoints {
  const narrow = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > MOST_NARROW) return wideCodePoints(text)
    narrow[i] = unit
  }
  return narrow
}

function wideCodePoints(text: string): Int32Array {
  const wide = new Int32Array(text.length)
  let count = 0
  for (let i = 0; i < text.length; count++) {
    const point = text.codePointAt(i) as number
    wide[count] = point
    i += point > 0xffff ? 2 : 1
  }
  return wide.subarray(0, count)
}

/** `front` and then `back`. */
export function joinCodePoints(front: CodePoints, back: CodePoints): CodePoints {
  if (front.length === 0) return back
  const isNarrow = front instanceof Uint8Array && back instanceof Uint8Array
  const length = front.length + back.length
  const joined = isNarrow ? new Uint8Array(length) : new Int32Array(length)
  joined.set(front)
  joined.set(back, front.length)
  return joined
}

/** A copy of characters `start` to `end` of the string `low`. */
export function copyCharacters(heap: Heap, low: number, start: number, end: number): CodePoints {
  const from = charactersOf(heap, low, { length: 0, start: 0, isNarrow: true })
  if (from.isNarrow) return heap.u8.slice(from.start + start, from.start + end)
  const first = from.start >>> 2
  return heap.i32.slice(first + start, first + end)
}

function isNarrowRange(points: CodePoints, start: number, end: number): boolean {
  if (points instanceof Uint8Array) return true
  for (let i = start; i < end; i++) if ((points[i] as number) > MOST_NARROW) return false
  return true
}

/** Writes a string object of `length` elements of `points` from `start` on to `slot`. May collect. */
export function makeString(
  heap: Heap,
  slot: Slot,
  points: CodePoints,
  start: number,
  length: number,
): void {
  const isNarrow = isNarrowRange(points, start, start + length)
  const bytes = isNarrow ? length : 4 * length
  heap.reserve(STRING_OVERHEAD + ((bytes + 7) & ~7))
  const payload = allocateBytes(heap, bytes)
  const from = points.subarray(start, start + length)
  if (isNarrow) heap.u8.set(from, payload + 16)
  else heap.i32.set(from, (payload + 16) >>> 2)
  const string = heap.allocateObject(kinds.string.number, 2)
  heap.setFixnum((string + 8) >>> 2, length)
  heap.setPointer((string + 16) >>> 2, payload | TAG.object)
  heap.setPointer(slot, string | TAG.object)
}

/** A bytevector of `length` bytes, still to be filled; its untagged address. Reserve 16 more than them. */
export function allocateBytes(heap: Heap, length: number): number {
  const at = heap.allocate(16 + ((length + 7) & ~7))
  heap.setWord(at >>> 2, headerLow(kinds.bytes.number, 0), HEADER_HIGH)
  heap.setFixnum((at + 8) >>> 2, length)
  return at
}

/** Writes a bytevector with the contents of `bytes` to `slot`. May collect. */
export function makeBytevector(heap: Heap, slot: Slot, bytes: Uint8Array): void {
  heap.reserve(24 + bytes.length)
  const at = allocateBytes(heap, bytes.length)
  heap.u8.set(bytes, at + 16)
  heap.setPointer(slot, at | TAG.object)
}
