// The buffers of output ports: what library code leaves to us because they are full, or for want of speed.
//
// A buffer with a sink behind it has a fixed size and is handed on when it is full; a buffer in memory is
// the whole output, and grows. A buffer of text becomes wide with the first wide character.
// Rule as everywhere: what reserves may move the port and its buffer, so they are read again.

import type { Heap, Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { fail } from '../library/failures.ts'
import { narrowText, wideText } from '../library/string-text.ts'
import {
  allocateBytes,
  allocateString,
  bytevectorBytes,
  copyCharacters,
  firstByte,
  setBytes,
  stringBytes,
} from '../strings/string-objects.ts'
import { MAX_TEXT_LENGTH, type Payload, payloadOf } from '../strings/text-arguments.ts'
import { codePointsOf } from './code-points.ts'
import { portField, portNumber, setBuffer, setPortNumber } from './port-record.ts'
import { BLOCK, type ByteSink, CONSOLE_CAPACITY, type TextSink } from './sinks.ts'

const FIRST_LENGTH = 64
const MOST_NARROW = 0xff

const bufferOf = (heap: Heap, low: number): Payload =>
  payloadOf(heap, portField(heap, low, 'buffer'))

/** Hands on what waits in the buffer of the port `low`. It is gone even if that fails. */
export function drain(heap: Heap, low: number, sink: TextSink | ByteSink): void {
  const count = portNumber(heap, low, 'at')
  if (count === 0) return
  setPortNumber(heap, low, 'at', 0)
  if (sink.kind === 'text-output') sink.write(textOf(heap, bufferOf(heap, low), 0, count))
  else {
    const start = firstByte(heap.low(portField(heap, low, 'buffer')))
    sink.write(heap.u8.slice(start, start + count))
  }
}

function textOf(heap: Heap, payload: Payload, start: number, end: number): string {
  const { isNarrow } = payload
  if (isNarrow) return narrowText(heap.u8, payload.start + start, end - start)
  return wideText(heap.i32, (payload.start >>> 2) + start, end - start)
}

// Text.

/** Appends one character to the port at `slot`. May collect. */
export function writePoint(call: RuntimeCall, slot: Slot, sink: TextSink | null, point: number) {
  const { heap } = call
  if (sink === null) makeTextRoom(call, slot, 1, point <= MOST_NARROW)
  else if (!makeSinkRoom(call, slot, sink) || point > MOST_NARROW) {
    sink.write(String.fromCodePoint(point))
    return
  }
  const low = heap.low(slot)
  const at = portNumber(heap, low, 'at')
  const { start, isNarrow } = bufferOf(heap, low)
  if (isNarrow) heap.u8[start + at] = point
  else heap.i32[(start >>> 2) + at] = point
  setPortNumber(heap, low, 'at', at + 1)
}

/** Empties the buffer, or gives the port one; false if its output goes without. May collect. */
function makeSinkRoom(call: RuntimeCall, slot: Slot, sink: TextSink): boolean {
  const { heap } = call
  const { capacity } = sink
  drain(heap, heap.low(slot), sink)
  if (capacity === 0) return false
  if (portNumber(heap, heap.low(slot), 'end') === 0) {
    heap.reserve(stringBytes(capacity, true))
    allocateString(heap, call.result, capacity, true)
    setBuffer(heap, heap.low(slot), heap.low(call.result), 0, capacity)
  }
  return true
}

/** Appends `text`. May collect. */
export function writeText(call: RuntimeCall, slot: Slot, sink: TextSink | null, text: string) {
  const { heap } = call
  if (sink === null) {
    if (!storeText(heap, heap.low(slot), text)) appendText(call, slot, text)
    return
  }
  if (sink.capacity > CONSOLE_CAPACITY) {
    if (storeText(heap, heap.low(slot), text)) return
    makeSinkRoom(call, slot, sink)
    if (text.length < sink.capacity && storeText(heap, heap.low(slot), text)) return
  }
  drain(heap, heap.low(slot), sink)
  sink.write(text)
}

/** Copies `text` into the buffer, if there is room for it and all is narrow. */
function storeText(heap: Heap, low: number, text: string): boolean {
  const at = portNumber(heap, low, 'at')
  if (at + text.length > portNumber(heap, low, 'end')) return false
  const { start, isNarrow } = bufferOf(heap, low)
  if (!isNarrow) return false
  const { u8 } = heap
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > MOST_NARROW) return false
    u8[start + at + i] = unit
  }
  setPortNumber(heap, low, 'at', at + text.length)
  return true
}

function appendText(call: RuntimeCall, slot: Slot, text: string): void {
  const { heap } = call
  const points = codePointsOf(text)
  makeTextRoom(call, slot, points.length, points instanceof Uint8Array)
  const low = heap.low(slot)
  const at = portNumber(heap, low, 'at')
  const { start, isNarrow } = bufferOf(heap, low)
  if (isNarrow) heap.u8.set(points, start + at)
  else heap.i32.set(points, (start >>> 2) + at)
  setPortNumber(heap, low, 'at', at + points.length)
}

/** Appends characters `start` to `end` of the string at `string`. May collect. */
export function writeRange(
  call: RuntimeCall,
  slot: Slot,
  sink: TextSink | null,
  { string, start, end }: { readonly string: Slot; readonly start: number; readonly end: number },
): void {
  const { heap } = call
  if (sink !== null) {
    writeText(call, slot, sink, textOf(heap, payloadOf(heap, string), start, end))
    return
  }
  makeTextRoom(call, slot, end - start, payloadOf(heap, string).isNarrow)
  const low = heap.low(slot)
  const at = portNumber(heap, low, 'at')
  copyCharacters(heap, payloadOf(heap, string), start, end, bufferOf(heap, low), at)
  setPortNumber(heap, low, 'at', at + end - start)
}

/** Room in memory for `count` more characters, wide ones if so asked. May collect. */
function makeTextRoom(call: RuntimeCall, slot: Slot, count: number, isNarrow: boolean): void {
  const { heap } = call
  const at = portNumber(heap, heap.low(slot), 'at')
  const end = portNumber(heap, heap.low(slot), 'end')
  const narrow = isNarrow && bufferOf(heap, heap.low(slot)).isNarrow
  if (at + count <= end && narrow === bufferOf(heap, heap.low(slot)).isNarrow) return
  const capacity = grown(call, at + count, end)
  heap.reserve(stringBytes(capacity, narrow))
  const to = allocateString(heap, call.result, capacity, narrow)
  const low = heap.low(slot)
  copyCharacters(heap, bufferOf(heap, low), 0, at, to, 0)
  setBuffer(heap, low, heap.low(call.result), at, capacity)
}

/** How large a buffer for `count` elements becomes. */
function grown(call: RuntimeCall, count: number, end: number): number {
  if (count > MAX_TEXT_LENGTH) fail(call, 'too-large', 'the output is too large', 'write')
  return count <= end ? end : Math.min(Math.max(2 * end, count), MAX_TEXT_LENGTH)
}

// Bytes.

/** Writes a buffer for bytes in memory to `call.result`; how many it takes. */
export function makeByteBuffer(call: RuntimeCall, length = FIRST_LENGTH): number {
  call.heap.reserve(bytevectorBytes(length))
  setBytes(call.heap, call.result, allocateBytes(call.heap, length))
  return length
}

/** Room for `count` bytes in the buffer of the port at `slot`; its first free byte. May collect. */
function makeByteRoom(call: RuntimeCall, slot: Slot, sink: ByteSink | null, count: number): number {
  const { heap } = call
  const end = portNumber(heap, heap.low(slot), 'end')
  if (sink !== null && portNumber(heap, heap.low(slot), 'at') + count > end) {
    drain(heap, heap.low(slot), sink)
  }
  const at = portNumber(heap, heap.low(slot), 'at')
  if (at + count > end) {
    const capacity = sink === null ? grown(call, at + count, end) : Math.max(BLOCK, count)
    makeByteBuffer(call, capacity)
    const low = heap.low(slot)
    const to = firstByte(heap.low(call.result))
    if (at > 0) {
      const from = firstByte(heap.low(portField(heap, low, 'buffer')))
      heap.u8.copyWithin(to, from, from + at)
    }
    setBuffer(heap, low, heap.low(call.result), at, capacity)
  }
  return firstByte(heap.low(portField(heap, heap.low(slot), 'buffer'))) + at
}

const advance = (heap: Heap, low: number, count: number): void =>
  setPortNumber(heap, low, 'at', portNumber(heap, low, 'at') + count)

export function writeByte(call: RuntimeCall, slot: Slot, sink: ByteSink | null, byte: number) {
  const to = makeByteRoom(call, slot, sink, 1)
  call.heap.u8[to] = byte
  advance(call.heap, call.heap.low(slot), 1)
}

/** Appends bytes `start` to `end` of the bytevector at `bytes`. May collect. */
export function writeBytes(
  call: RuntimeCall,
  slot: Slot,
  sink: ByteSink | null,
  { bytes, start, end }: { readonly bytes: Slot; readonly start: number; readonly end: number },
): void {
  const { heap } = call
  if (sink !== null && end - start >= BLOCK) {
    drain(heap, heap.low(slot), sink)
    const first = firstByte(heap.low(bytes))
    sink.write(heap.u8.slice(first + start, first + end))
    return
  }
  const to = makeByteRoom(call, slot, sink, end - start)
  const from = firstByte(heap.low(bytes))
  heap.u8.copyWithin(to, from + start, from + end)
  advance(heap, heap.low(slot), end - start)
}
