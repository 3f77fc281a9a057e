// The arguments of port procedures: what they are, or the error that they are not.

import { CHARACTER_LOW_BYTE, IMMEDIATE } from '../../../expr/index.ts'
import { kinds, type Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'
import { portsOf } from '../library/state.ts'
import type { ByteInput } from './byte-input.ts'
import type { ByteOutput, TextOutput } from './outputs.ts'
import type { ConsoleName, Port } from './port-table.ts'
import type { TextInput } from './text-input.ts'

export const isCharacter = (low: number): boolean => (low & 0xff) === CHARACTER_LOW_BYTE

export const setUnspecified = (call: RuntimeCall): void =>
  call.heap.setImmediate(call.result, IMMEDIATE.unspecified)

/** Says what is wrong with the port at `slot`. */
function failPort(call: RuntimeCall, slot: Slot, what: string, who: string): never {
  if (portsOf(call).isPort(call, slot) && portsOf(call).portAt(call, slot) === null) {
    fail(call, 'closed-port', 'the port is closed', who)
  }
  return failType(call, what, slot, who)
}

const descriptions: Readonly<Record<Port['kind'], string>> = {
  'text-input': 'a textual input port',
  'text-output': 'a textual output port',
  'byte-input': 'a binary input port',
  'byte-output': 'a binary output port',
}

interface PortKinds {
  'text-input': TextInput
  'text-output': TextOutput
  'byte-input': ByteInput
  'byte-output': ByteOutput
}

/** The open port of `kind` at `slot`. */
export function portOfKind<Kind extends Port['kind']>(
  call: RuntimeCall,
  slot: Slot,
  kind: Kind,
  who: string,
): PortKinds[Kind] {
  const port = portsOf(call).portAt(call, slot)
  if (port === null || port.kind !== kind) failPort(call, slot, descriptions[kind], who)
  return port as PortKinds[Kind]
}

const currentOf: Readonly<Record<Port['kind'], ConsoleName>> = {
  'text-input': 'input',
  'byte-input': 'input',
  'text-output': 'output',
  'byte-output': 'output',
}

/** The port that is argument `index` of `count`, or else the current one. */
export function portArgument<Kind extends Port['kind']>(
  call: RuntimeCall,
  index: number,
  count: number,
  kind: Kind,
  who: string,
): PortKinds[Kind] {
  const slot =
    index < count ? argument(call, index) : portsOf(call).currentSlot(call, currentOf[kind])
  return portOfKind(call, slot, kind, who)
}

/** Argument `index` as an integer from `least` to `most`; `missing` if there are but `count`. */
export function integerArgument(
  call: RuntimeCall,
  index: number,
  count: number,
  range: { readonly least: number; readonly most: number; readonly missing: number },
  who: string,
): number {
  if (index >= count) return range.missing
  const slot = argument(call, index)
  const { heap } = call
  const value = heap.isFixnum(slot) ? heap.smallFixnumAt(slot) : Number.NaN
  if (value >= range.least && value <= range.most) return value
  if (!heap.isFixnum(slot)) return failType(call, 'an exact integer', slot, who)
  const most = range.most === Number.MAX_SAFE_INTEGER ? 'on' : `to ${range.most}`
  return fail(call, 'bad-index', `${value} is not in the range from ${range.least} ${most}`, who)
}

/** Low half of the string that is argument `index`. */
export function stringArgument(call: RuntimeCall, index: number, who: string): number {
  const slot = argument(call, index)
  if (!call.heap.isKind(slot, kinds.string.number)) failType(call, 'a string', slot, who)
  return call.heap.low(slot)
}

/** The bytes of the bytevector that is argument `index`, in place. */
export function bytesArgument(call: RuntimeCall, index: number, who: string): Uint8Array {
  const { heap } = call
  const slot = argument(call, index)
  if (!heap.isKind(slot, kinds.bytes.number)) failType(call, 'a bytevector', slot, who)
  const low = heap.low(slot)
  const start = ((low & ~7) >>> 0) + 16
  return heap.u8.subarray(start, start + heap.smallFixnumAt(heap.fieldSlot(low, 0)))
}

export interface Range {
  readonly start: number
  readonly end: number
}

/** Arguments `index` and `index + 1`, if given, as a range within `length`. */
export function rangeArguments(
  call: RuntimeCall,
  index: number,
  count: number,
  length: number,
  who: string,
): Range {
  const start = integerArgument(call, index, count, { least: 0, most: length, missing: 0 }, who)
  const ends = { least: start, most: length, missing: length }
  return { start, end: integerArgument(call, index + 1, count, ends, who) }
}
