// The buffers of input ports: filling them, and taking rows of characters or bytes out of them.
//
// Each piece of a source becomes a fresh buffer, with what was not read yet in front. Rule as everywhere:
// what reserves may move the port and its buffer, so they are read again.

import type { Heap, Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import {
  allocateBytes,
  allocateString,
  bytevectorBytes,
  copyCharacters,
  firstByte,
  makeSubstring,
  setBytes,
  stringBytes,
} from '../strings/string-objects.ts'
import { characterAt, type Payload, payloadOf } from '../strings/text-arguments.ts'
import { portField, portNumber, setBuffer, setPortNumber } from './port-record.ts'
import type { ByteSource, TextSource } from './sources.ts'

/** The end of the input, where a code point or a byte could be. */
export const END = -1
const NEWLINE = 0x0a
const RETURN = 0x0d

/** Characters or bytes that are ready. */
export const readyCount = (heap: Heap, low: number): number =>
  portNumber(heap, low, 'end') - portNumber(heap, low, 'at')

export const skip = (heap: Heap, low: number, count: number): void =>
  setPortNumber(heap, low, 'at', portNumber(heap, low, 'at') + count)

// Text.

export const textBuffer = (heap: Heap, low: number): Payload =>
  payloadOf(heap, portField(heap, low, 'buffer'))

/** Makes more characters ready behind those that are; false at the end. May collect. */
export function fillText(call: RuntimeCall, slot: Slot, source: TextSource | null): boolean {
  const { heap } = call
  const rest = readyCount(heap, heap.low(slot))
  const chunk = source?.next(rest) ?? null
  if (source === null || chunk === null) return false
  const isNarrow =
    chunk instanceof Uint8Array && (rest === 0 || textBuffer(heap, heap.low(slot)).isNarrow)
  const length = rest + chunk.length
  heap.reserve(stringBytes(length, isNarrow))
  const to = allocateString(heap, call.result, length, isNarrow)
  const low = heap.low(slot)
  const at = portNumber(heap, low, 'at')
  if (rest > 0) copyCharacters(heap, textBuffer(heap, low), at, at + rest, to, 0)
  if (isNarrow) heap.u8.set(chunk, to.start + rest)
  else heap.i32.set(chunk, (to.start >>> 2) + rest)
  setBuffer(heap, low, heap.low(call.result), 0, length)
  source.droppedCount += at
  return true
}

/** Makes `count` characters ready, as far as there are any; how many there are. May collect. */
export function prepareText(
  call: RuntimeCall,
  slot: Slot,
  source: TextSource | null,
  count: number,
): number {
  const { heap } = call
  while (readyCount(heap, heap.low(slot)) < count && fillText(call, slot, source));
  return Math.min(count, readyCount(heap, heap.low(slot)))
}

/** The next character, which stays the next; END if there is none. May collect. */
export function peekPoint(call: RuntimeCall, slot: Slot, source: TextSource | null): number {
  if (prepareText(call, slot, source, 1) === 0) return END
  const low = call.heap.low(slot)
  return characterAt(call.heap, textBuffer(call.heap, low), portNumber(call.heap, low, 'at'))
}

export function nextPoint(call: RuntimeCall, slot: Slot, source: TextSource | null): number {
  const point = peekPoint(call, slot, source)
  if (point !== END) skip(call.heap, call.heap.low(slot), 1)
  return point
}

/** Length of the next line without its end, or END; all of it is ready afterwards. May collect. */
export function prepareLine(call: RuntimeCall, slot: Slot, source: TextSource | null): number {
  const { heap } = call
  if (prepareText(call, slot, source, 1) === 0) return END
  for (let length = 0; ; ) {
    const low = heap.low(slot)
    const buffer = textBuffer(heap, low)
    const at = portNumber(heap, low, 'at')
    const end = portNumber(heap, low, 'end')
    for (; at + length < end; length++) {
      const point = characterAt(heap, buffer, at + length)
      if (point === NEWLINE || point === RETURN) return length
    }
    if (!fillText(call, slot, source)) return length
  }
}

/** Length of the end of a line, in whatever system's spelling, behind `length` characters. May collect. */
export function prepareLineEnd(
  call: RuntimeCall,
  slot: Slot,
  source: TextSource | null,
  length: number,
): number {
  const { heap } = call
  const isReady = (index: number) => prepareText(call, slot, source, index + 1) > index
  const pointAt = (index: number) => {
    const low = heap.low(slot)
    return characterAt(heap, textBuffer(heap, low), portNumber(heap, low, 'at') + index)
  }
  if (!isReady(length)) return 0
  if (pointAt(length) !== RETURN) return 1
  return isReady(length + 1) && pointAt(length + 1) === NEWLINE ? 2 : 1
}

/** Writes a string of the next `count` characters, which are ready, to `to`. May collect. */
export function takeString(call: RuntimeCall, slot: Slot, count: number, to: Slot): void {
  const { heap } = call
  const at = portNumber(heap, heap.low(slot), 'at')
  makeSubstring(heap, to, () => portField(heap, heap.low(slot), 'buffer'), at, at + count)
  skip(heap, heap.low(slot), count)
}

// Bytes.

/** Offset of the next byte of the port `low`. */
const nextByteOffset = (heap: Heap, low: number): number =>
  firstByte(heap.low(portField(heap, low, 'buffer'))) + portNumber(heap, low, 'at')

/** Makes `count` bytes ready, as far as there are any; how many there are. May collect. */
export function prepareBytes(
  call: RuntimeCall,
  slot: Slot,
  source: ByteSource | null,
  count: number,
): number {
  const { heap } = call
  while (readyCount(heap, heap.low(slot)) < count && fillBytes(call, slot, source));
  return Math.min(count, readyCount(heap, heap.low(slot)))
}

function fillBytes(call: RuntimeCall, slot: Slot, source: ByteSource | null): boolean {
  const { heap } = call
  const rest = readyCount(heap, heap.low(slot))
  const chunk = source?.next(rest) ?? null
  if (chunk === null) return false
  const length = rest + chunk.length
  heap.reserve(bytevectorBytes(length))
  const bytes = allocateBytes(heap, length)
  setBytes(heap, call.result, bytes)
  const low = heap.low(slot)
  const to = firstByte(heap.low(call.result))
  if (rest > 0) {
    const from = nextByteOffset(heap, low)
    heap.u8.copyWithin(to, from, from + rest)
  }
  heap.u8.set(chunk, to + rest)
  setBuffer(heap, low, heap.low(call.result), 0, length)
  return true
}

export function peekByte(call: RuntimeCall, slot: Slot, source: ByteSource | null): number {
  if (prepareBytes(call, slot, source, 1) === 0) return END
  const { heap } = call
  return heap.u8[nextByteOffset(heap, heap.low(slot))] as number
}

export function nextByte(call: RuntimeCall, slot: Slot, source: ByteSource | null): number {
  const byte = peekByte(call, slot, source)
  if (byte !== END) skip(call.heap, call.heap.low(slot), 1)
  return byte
}

/** Copies the next `count` bytes, which are ready, to offset `to`. */
export function takeBytes(heap: Heap, low: number, count: number, to: number): void {
  const from = nextByteOffset(heap, low)
  heap.u8.copyWithin(to, from, from + count)
  skip(heap, low, count)
}
