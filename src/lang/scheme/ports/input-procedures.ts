// Runtime procedures that read: from the port that is their last argument, or from the current one.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE } from '../../../expr/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import { bytesArgument, integerArgument, portArgument, rangeArguments } from './arguments.ts'
import { buildValue } from './build-value.ts'
import { makeBytevector, makeString } from './code-points.ts'
import { type PortRow, portRows } from './rows.ts'
import { END } from './text-input.ts'

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

const readChar: Reading = (count, name) => (call) =>
  setCharacter(call, portArgument(call, 0, count, 'text-input', name).next())

const peekChar: Reading = (count, name) => (call) =>
  setCharacter(call, portArgument(call, 0, count, 'text-input', name).peek())

/** Nobody can ask the host whether reading would wait: strings and files never do. */
const charReady: Reading = (count, name) => (call) => {
  portArgument(call, 0, count, 'text-input', name)
  call.heap.setBoolean(call.result, true)
}

const readLine: Reading = (count, name) => (call) => {
  const input = portArgument(call, 0, count, 'text-input', name)
  const length = input.prepareLine()
  if (length === END) return setEnd(call)
  makeString(call.heap, call.result, input.points, input.at, length)
  input.at += length
  input.skipLineEnd()
}

const readString: Reading = (count, name) => (call) => {
  const wanted = integerArgument(call, 0, 1, ANY_COUNT, name)
  const input = portArgument(call, 1, count, 'text-input', name)
  const length = input.prepare(wanted)
  if (length === 0 && wanted > 0) return setEnd(call)
  makeString(call.heap, call.result, input.points, input.at, length)
  input.at += length
}

const read: Reading = (count, name) => (call) => {
  const input = portArgument(call, 0, count, 'text-input', name)
  try {
    const datum = input.read()
    if (datum === null) setEnd(call)
    else buildValue(call, datum)
  } catch (error) {
    if (!(error instanceof SchemeSyntaxError)) throw error
    throw new GuestError('read', `read: ${error.message}`)
  }
}

const readU8: Reading = (count, name) => (call) =>
  setByte(call, portArgument(call, 0, count, 'byte-input', name).next())

const peekU8: Reading = (count, name) => (call) =>
  setByte(call, portArgument(call, 0, count, 'byte-input', name).peek())

const u8Ready: Reading = (count, name) => (call) => {
  portArgument(call, 0, count, 'byte-input', name)
  call.heap.setBoolean(call.result, true)
}

const readBytevector: Reading = (count, name) => (call) => {
  const wanted = integerArgument(call, 0, 1, ANY_COUNT, name)
  const bytes = portArgument(call, 1, count, 'byte-input', name).take(wanted)
  if (bytes.length === 0 && wanted > 0) setEnd(call)
  else makeBytevector(call.heap, call.result, bytes)
}

const readIntoBytevector: Reading = (count, name) => (call) => {
  const target = bytesArgument(call, 0, name)
  const input = portArgument(call, 1, count, 'byte-input', name)
  const { start, end } = rangeArguments(call, 2, count, target.length, name)
  const bytes = input.take(end - start)
  target.set(bytes, start)
  setByte(call, bytes.length === 0 && end > start ? END : bytes.length)
}

export const inputRows: readonly PortRow[] = [
  ...portRows('read-char', 0, 1, readChar),
  ...portRows('peek-char', 0, 1, peekChar),
  ...portRows('char-ready?', 0, 1, charReady),
  ...portRows('read-line', 0, 1, readLine),
  ...portRows('read-string', 1, 2, readString),
  ...portRows('read', 0, 1, read),
  ...portRows('read-u8', 0, 1, readU8),
  ...portRows('peek-u8', 0, 1, peekU8),
  ...portRows('u8-ready?', 0, 1, u8Ready),
  ...portRows('read-bytevector', 1, 2, readBytevector),
  ...portRows('read-bytevector!', 1, 4, readIntoBytevector),
]
