// Ports as the heap keeps them: records with a buffer, which library code reads and fills in line.
//
//   port record    type | handle | buffer | at | end          and of textual input | folds-case
//
//   input          elements `at` to `end` of the buffer come next
//   output         elements before `at` were written and not handed on yet; there is room up to `end`
//
// The type says what the port is for, so library code needs no other test. Where `at` is `end` it calls
// a runtime procedure, which brings more, makes room, or complains: a closed port has no buffer and both
// are 0. A buffer of text is a string, one of bytes a bytevector; nobody else ever sees it. A port in memory
// is all here. Any other has a host part, which the handle names (port-table.ts).

import { IMMEDIATE } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import { recordField } from '../library/system-types.ts'
import { type PortField, type PortKind, portFields, portTypes } from './port-types.table.ts'

/** Handles of ports without a host part. */
export const CLOSED = -1
export const IN_MEMORY = -2

/** Bytes of the largest port record. */
export const PORT_BYTES = 8 + 8 * (1 + portTypes['text-input'].fields.length)

/** Slot of a field of the port whose low half is `low`. */
export const portField = (heap: Heap, low: number, field: PortField): Slot =>
  recordField(heap, low, portFields[field])

export const portNumber = (heap: Heap, low: number, field: 'handle' | 'at' | 'end'): number =>
  heap.smallFixnumAt(recordField(heap, low, portFields[field]))

export function setPortNumber(
  heap: Heap,
  low: number,
  field: 'handle' | 'at' | 'end',
  value: number,
): void {
  heap.setFixnum(recordField(heap, low, portFields[field]), value)
}

/** Gives the port `low` the buffer whose low half is `buffer`. */
export function setBuffer(heap: Heap, low: number, buffer: number, at: number, end: number): void {
  heap.setPointer(portField(heap, low, 'buffer'), buffer)
  setPortNumber(heap, low, 'at', at)
  setPortNumber(heap, low, 'end', end)
}

/** Takes the buffer away: library code asks us whenever the port is used. */
export function dropBuffer(heap: Heap, low: number): void {
  heap.setImmediate(portField(heap, low, 'buffer'), IMMEDIATE.false)
  setPortNumber(heap, low, 'at', 0)
  setPortNumber(heap, low, 'end', 0)
}

/** First words for the record `low` of a port that has no buffer yet. */
export function fillPort(heap: Heap, low: number, kind: PortKind, handle: number): void {
  setPortNumber(heap, low, 'handle', handle)
  dropBuffer(heap, low)
  if (kind === 'text-input') heap.setBoolean(portField(heap, low, 'folds-case'), false)
}
