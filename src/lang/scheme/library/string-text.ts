// Strings of the heap as strings of JavaScript, quickly.

import type { Heap, Slot } from '../../../heap/index.ts'

/** Shorter texts are made faster character by character. */
const SHORT = 16
/** Code points that one call of String.fromCodePoint takes. */
const CHUNK = 4096

/** Where the characters of a string lie: `u8` from byte `start` on, or `i32` from slot `start / 4` on. */
export interface Characters {
  length: number
  start: number
  isNarrow: boolean
}

/** The characters of the string whose low half is `low`; written to `to`, which is returned. */
export function charactersOf(heap: Heap, low: number, to: Characters): Characters {
  const payload = heap.low(heap.fieldSlot(low, 1))
  to.length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  to.start = ((payload & ~7) >>> 0) + 16
  to.isNarrow = heap.smallFixnumAt(heap.fieldSlot(payload, 0)) === to.length
  return to
}

/** The text of the string object at `slot`. */
export function stringText(heap: Heap, slot: Slot): string {
  const { length, start, isNarrow } = charactersOf(heap, heap.low(slot), {
    length: 0,
    start: 0,
    isNarrow: true,
  })
  return isNarrow ? narrowText(heap.u8, start, length) : wideText(heap.i32, start >>> 2, length)
}

/** The characters that `length` bytes from `start` on are the numbers of. */
export function narrowText(bytes: Uint8Array, start: number, length: number): string {
  if (length <= SHORT) {
    let text = ''
    for (let i = start; i < start + length; i++) text += String.fromCharCode(bytes[i] as number)
    return text
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1')
}

/** The characters whose code points are `length` elements from `start` on. */
export function wideText(points: Int32Array, start: number, length: number): string {
  let text = ''
  for (let at = start; at < start + length; at += CHUNK) {
    const chunk = points.subarray(at, Math.min(at + CHUNK, start + length))
    text += String.fromCodePoint(...chunk)
  }
  return text
}
