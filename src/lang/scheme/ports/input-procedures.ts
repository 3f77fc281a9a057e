// Runtime procedures that read from a port: where library code finds nothing in the buffer, or more than
// an element is wanted.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE } from '../../../expr/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import { allocateBytes, bytevectorBytes, firstByte, setBytes } from '../strings/string-objects.ts'
import { bytesArgument } from '../strings/text-arguments.ts'
import { integerArgument, portArgument, rangeArguments } from './arguments.ts'
import { buildValue } from './build-value.ts'
import {
  END,
  nextByte,
  nextPoint,
  peekByte,
  peekPoint,
  prepareBytes,
  prepareLine,
  prepareLineEnd,
  prepareText,
  skip,
  takeBytes,
  takeString,
} from './input-buffers.ts'
import { readDatum } from './read-datum.ts'
import { type PortRow, portRows } from './rows.ts'

const ANY_COUNT = { least: 0, most: Number.MAX_SAFE_INTEGER, missing: 0 }

const setEnd = (call: RuntimeCall): void => call.heap.setImmediate(call.result, IMMEDIATE.eof)

function setCharacter(call: RuntimeCall, point: number): void {
  if (point === END) setEnd(call)
  else call.heap.setImmediate(call.result, (point << CHARACTER_SHIFT) | CHARACTER_LOW_BYTE)
}

function setByte(call: RuntimeCall, byte: number): void {
  if (byte === END) setEnd(call)
  else call.heap.setFixnum(call.result, byte)
}

type Reading = (count: number, name: string) => RuntimeProcedure

const readChar: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'text-input', name)
  setCharacter(call, nextPoint(call, slot, part))
}

const peekChar: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'text-input', name)
  setCharacter(call, peekPoint(call, slot, part))
}

/** Nobody can ask the host whether reading would wait: strings and files never do. */
const charReady: Reading = (_, name) => (call) => {
  portArgument(call, 0, 'text-input', name)
  call.heap.setBoolean(call.result, true)
}

const readLine: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'text-input', name)
  const length = prepareLine(call, slot, part)
  if (length === END) return setEnd(call)
  const endLength = prepareLineEnd(call, slot, part, length)
  takeString(call, slot, length, call.result)
  skip(call.heap, call.heap.low(slot), endLength)
}

const readString: Reading = (_, name) => (call) => {
  const wanted = integerArgument(call, 0, 1, ANY_COUNT, name)
  const { slot, part } = portArgument(call, 1, 'text-input', name)
  const length = prepareText(call, slot, part, wanted)
  if (length === 0 && wanted > 0) return setEnd(call)
  takeString(call, slot, length, call.result)
}

const read: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'text-input', name)
  try {
    const { datum, hasLabels } = readDatum(call, slot, part)
    if (datum === null) setEnd(call)
    else buildValue(call, datum, hasLabels)
  } catch (error) {
    if (!(error instanceof SchemeSyntaxError)) throw error
    throw new GuestError('read', `read: ${error.message}`)
  }
}

const readU8: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'byte-input', name)
  setByte(call, nextByte(call, slot, part))
}

const peekU8: Reading = (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'byte-input', name)
  setByte(call, peekByte(call, slot, part))
}

const u8Ready: Reading = (_, name) => (call) => {
  portArgument(call, 0, 'byte-input', name)
  call.heap.setBoolean(call.result, true)
}

const readBytevector: Reading = (_, name) => (call) => {
  const { heap } = call
  const wanted = integerArgument(call, 0, 1, ANY_COUNT, name)
  const { slot, part } = portArgument(call, 1, 'byte-input', name)
  const length = prepareBytes(call, slot, part, wanted)
  if (length === 0 && wanted > 0) return setEnd(call)
  heap.reserve(bytevectorBytes(length))
  setBytes(heap, call.result, allocateBytes(heap, length))
  takeBytes(heap, heap.low(slot), length, firstByte(heap.low(call.result)))
}

const readIntoBytevector: Reading = (count, name) => (call) => {
  const { heap } = call
  const target = bytesArgument(call, 0, name)
  const { slot, part } = portArgument(call, 1, 'byte-input', name)
  const size = heap.smallFixnumAt(heap.fieldSlot(heap.low(target), 0))
  const { start, end } = rangeArguments(call, 2, count, size, name)
  const length = prepareBytes(call, slot, part, end - start)
  takeBytes(heap, heap.low(slot), length, firstByte(heap.low(target)) + start)
  setByte(call, length === 0 && end > start ? END : length)
}

export const inputRows: readonly PortRow[] = [
  ...portRows('%read-char', 1, 1, readChar),
  ...portRows('%peek-char', 1, 1, peekChar),
  ...portRows('%char-ready?', 1, 1, charReady),
  ...portRows('%read-line', 1, 1, readLine),
  ...portRows('%read-string', 2, 2, readString),
  ...portRows('%read', 1, 1, read),
  ...portRows('%read-u8', 1, 1, readU8),
  ...portRows('%peek-u8', 1, 1, peekU8),
  ...portRows('%u8-ready?', 1, 1, u8Ready),
  ...portRows('%read-bytevector', 2, 2, readBytevector),
  ...portRows('%read-bytevector!', 2, 4, readIntoBytevector),
]
