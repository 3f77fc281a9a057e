// Arguments of string and bytevector procedures: checked, and opened as ranges of raw memory.
//
// What is read here is valid until the next `reserve`.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'

/** The longest string or bytevector. */
export const MAX_TEXT_LENGTH = 2 ** 28

/** The string argument `index`; any other value is an error of `who`. */
export function stringArgument(call: RuntimeCall, index: number, who: string): Slot {
  const slot = argument(call, index)
  if (!call.heap.isKind(slot, kinds.string.number)) failType(call, 'a string', slot, who)
  return slot
}

export function bytesArgument(call: RuntimeCall, index: number, who: string): Slot {
  const slot = argument(call, index)
  if (!call.heap.isKind(slot, kinds.bytes.number)) failType(call, 'a bytevector', slot, who)
  return slot
}

/** A string that may be changed: the name of a symbol may not. */
export function mutableString(call: RuntimeCall, index: number, who: string): Slot {
  const slot = stringArgument(call, index, who)
  if (call.heap.isFrozen(slot)) failType(call, 'a string that can be changed', slot, who)
  return slot
}

export function symbolArgument(call: RuntimeCall, index: number, who: string): Slot {
  const slot = argument(call, index)
  if (!call.heap.isKind(slot, kinds.symbol.number)) failType(call, 'a symbol', slot, who)
  return slot
}

/** The code point of the character argument `index`. */
export function characterArgument(call: RuntimeCall, index: number, who: string): number {
  const slot = argument(call, index)
  const low = call.heap.low(slot)
  if ((low & 0xff) !== CHARACTER_LOW_BYTE) failType(call, 'a character', slot, who)
  return low >>> CHARACTER_SHIFT
}

export const characterWord = (point: number): number =>
  (point << CHARACTER_SHIFT) | CHARACTER_LOW_BYTE

/** Argument `index` as an integer from `least` to `most`. */
export function indexArgument(
  call: RuntimeCall,
  index: number,
  least: number,
  most: number,
  who: string,
): number {
  const { heap } = call
  const slot = argument(call, index)
  if (!heap.isFixnum(slot)) failType(call, 'an index', slot, who)
  const value = heap.smallFixnumAt(slot)
  if (value >= least && value <= most) return value
  return fail(call, 'bad-index', `${value} is not in the range from ${least} to ${most}`, who)
}

/** Start and end of a range of something of `length` elements; missing arguments are its ends. */
export function rangeArguments(
  call: RuntimeCall,
  first: number,
  count: number,
  length: number,
  who: string,
): { readonly start: number; readonly end: number } {
  const given = (index: number) =>
    index < count && call.heap.low(argument(call, index)) !== IMMEDIATE.unspecified
  const end = given(first + 1) ? indexArgument(call, first + 1, 0, length, who) : length
  const start = given(first) ? indexArgument(call, first, 0, end, who) : 0
  return { start, end }
}

export const stringLength = (heap: Heap, slot: Slot): number =>
  heap.smallFixnumAt(heap.fieldSlot(heap.low(slot), 0))

/** The raw characters of a string. */
export interface Payload {
  readonly length: number
  /** Byte offset of the first character. */
  readonly start: number
  readonly isNarrow: boolean
}

export function payloadOf(heap: Heap, slot: Slot): Payload {
  const low = heap.low(slot)
  const bytes = heap.low(heap.fieldSlot(low, 1))
  const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
  const isNarrow = heap.smallFixnumAt(heap.fieldSlot(bytes, 0)) === length
  return { length, start: ((bytes & ~7) >>> 0) + 16, isNarrow }
}

export function characterAt(heap: Heap, { start, isNarrow }: Payload, index: number): number {
  return (isNarrow ? heap.u8[start + index] : heap.i32[(start >>> 2) + index]) as number
}
