// `read`: data from the buffer of a textual input port.
//
// The reader wants a text, so it gets one of the characters that are ready, at first only as many as
// usual data have, then more of them, as long as the datum is unfinished or could go on.

import { createSource, type SourceText } from '../../../base/index.ts'
import { IMMEDIATE } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { narrowText, wideText } from '../library/string-text.ts'
import type { Datum } from '../read/datum.ts'
import { DatumReader } from '../read/datum-reader.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import { characterAt } from '../strings/text-arguments.ts'
import { fillText, prepareText, readyCount, skip, textBuffer } from './input-buffers.ts'
import { portField, portNumber } from './port-record.ts'
import type { TextSource } from './sources.ts'

/** Characters that the reader sees at first, of what is no list and of what is, and the factor for more. */
const ATOM_COUNT = 256
const LIST_COUNT = 16 * 1024
const GROWTH = 16
const OPEN = 0x28
/** Above this many characters an unfinished datum waits for as many again. */
const LARGE_DATUM = 2 ** 20

export interface ReadDatum {
  /** Null at the end. */
  readonly datum: Datum | null
  /** Whether it has labels, by which parts of it may be the same. */
  readonly hasLabels: boolean
}

/** The next datum. Throws a SchemeSyntaxError. May collect. */
export function readDatum(call: RuntimeCall, slot: Slot, part: TextSource | null): ReadDatum {
  const { heap } = call
  for (let count = firstCount(heap, heap.low(slot)); ; count *= GROWTH) {
    const window = openWindow(heap, heap.low(slot), part, count)
    const more = () => !window.isWhole || grow(call, slot, part)
    const { reader } = window
    try {
      const datum = reader.next()
      if (isComplete(datum, window.source.text, reader.offset) || !more()) {
        advance(heap, heap.low(slot), window)
        return { datum, hasLabels: reader.hasLabels }
      }
    } catch (error) {
      if (!(error instanceof SchemeSyntaxError)) throw error
      if (error.isUnfinished && more()) continue
      const placed = placeError(heap, heap.low(slot), part, window, error)
      advance(heap, heap.low(slot), window)
      throw placed
    }
  }
}

function firstCount(heap: Heap, low: number): number {
  if (readyCount(heap, low) === 0) return ATOM_COUNT
  const point = characterAt(heap, textBuffer(heap, low), portNumber(heap, low, 'at'))
  return point === OPEN ? LIST_COUNT : ATOM_COUNT
}

interface Window {
  readonly source: SourceText
  /** Where the port's next character is in it. */
  readonly start: number
  readonly reader: DatumReader
  /** It has all characters that are ready. */
  readonly isWhole: boolean
}

/** The next `count` characters. What is not at the start of the text has a blank in front. */
function openWindow(heap: Heap, low: number, part: TextSource | null, count: number): Window {
  const at = portNumber(heap, low, 'at')
  const ready = readyCount(heap, low)
  const isStart = at + (part?.droppedCount ?? 0) === 0
  const text = bufferText(heap, low, at, Math.min(ready, count))
  const start = isStart ? 0 : 1
  const source = { name: '', text: isStart ? text : ` ${text}`, lineStarts: [0], parts: [] }
  const foldsCase = heap.low(portField(heap, low, 'folds-case')) === IMMEDIATE.true
  return {
    source,
    start,
    reader: new DatumReader(source, start, foldsCase),
    isWhole: ready <= count,
  }
}

function bufferText(heap: Heap, low: number, start: number, count: number): string {
  if (count === 0) return ''
  const buffer = textBuffer(heap, low)
  return buffer.isNarrow
    ? narrowText(heap.u8, buffer.start + start, count)
    : wideText(heap.i32, (buffer.start >>> 2) + start, count)
}

/** Whether no further text could belong to `datum`, which ends before `end`. */
function isComplete(datum: Datum | null, text: string, end: number): boolean {
  return end < text.length || (datum !== null && /[)"|]/.test(text[end - 1] as string))
}

/** Asks for more text behind a datum that may go on there; false if there is none. */
function grow(call: RuntimeCall, slot: Slot, part: TextSource | null): boolean {
  const length = readyCount(call.heap, call.heap.low(slot))
  if (!fillText(call, slot, part)) return false
  if (length > LARGE_DATUM) prepareText(call, slot, part, 2 * length)
  return true
}

/** Moves the port behind what the reader has read. */
function advance(heap: Heap, low: number, { source, start, reader }: Window): void {
  heap.setBoolean(portField(heap, low, 'folds-case'), reader.foldsCase)
  const isNarrow = readyCount(heap, low) === 0 || textBuffer(heap, low).isNarrow
  const read = source.text.slice(start, reader.offset)
  skip(heap, low, isNarrow ? read.length : Array.from(read).length)
}

/** `error` with its place in all of the text, as far as that is still known. */
function placeError(
  heap: Heap,
  low: number,
  part: TextSource | null,
  { start }: Window,
  { offset, reason, isUnfinished }: SchemeSyntaxError,
): SchemeSyntaxError {
  const at = portNumber(heap, low, 'at')
  const whole = part?.whole() ?? null
  const text = whole ?? bufferText(heap, low, 0, portNumber(heap, low, 'end'))
  const count = at + (whole === null ? 0 : (part?.droppedCount ?? 0))
  const before = Array.from(text).slice(0, count).join('').length
  const source = createSource(part?.name ?? 'string', text)
  return new SchemeSyntaxError(source, before + offset - start, reason, isUnfinished)
}
