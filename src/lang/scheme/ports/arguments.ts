// The arguments of port procedures: what they are, or the error that they are not.

import { CHARACTER_LOW_BYTE } from '../../../expr/index.ts'
import type { Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'
import { portsOf } from '../library/state.ts'
import { CLOSED, portNumber } from './port-record.ts'
import type { HostParts } from './port-table.ts'
import type { PortKind } from './port-types.table.ts'

export const isCharacter = (low: number): boolean => (low & 0xff) === CHARACTER_LOW_BYTE

const descriptions: Readonly<Record<PortKind, string>> = {
  'text-input': 'a textual input port',
  'text-output': 'a textual output port',
  'byte-input': 'a binary input port',
  'byte-output': 'a binary output port',
}

/** An open port: where its record is, and what lies behind it. */
export interface OpenPort<Kind extends PortKind> {
  readonly slot: Slot
  /** Null: it is in memory. */
  readonly part: HostParts[Kind] | null
}

/** Argument `index`, which must be an open port of `kind`. */
export function portArgument<Kind extends PortKind>(
  call: RuntimeCall,
  index: number,
  kind: Kind,
  who: string,
): OpenPort<Kind> {
  const ports = portsOf(call)
  const slot = argument(call, index)
  const found = ports.kindAt(call, slot)
  if (found !== null && portNumber(call.heap, call.heap.low(slot), 'handle') === CLOSED) {
    fail(call, 'closed-port', 'the port is closed', who)
  }
  if (found !== kind) failType(call, descriptions[kind], slot, who)
  return { slot, part: ports.partAt(call.heap, slot, kind) }
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
