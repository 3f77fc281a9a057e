// Runtime procedures that write: to the port that is their last argument, or to the current one.

import { CHARACTER_SHIFT } from '../../../expr/index.ts'
import { kinds, type Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { failType } from '../library/failures.ts'
import { type PrintMode, printValue } from '../library/print-value.ts'
import { charactersOf } from '../library/string-text.ts'
import {
  bytesArgument,
  integerArgument,
  isCharacter,
  portArgument,
  rangeArguments,
  setUnspecified,
  stringArgument,
} from './arguments.ts'
import type { TextOutput } from './outputs.ts'
import { type PortRow, portRows } from './rows.ts'

const MOST_BYTE = 255
const NEWLINE = 0x0a

/** Characters `start` to `end` of the string `low`, without a detour through text. */
function writeString(
  call: RuntimeCall,
  output: TextOutput,
  low: number,
  start: number,
  end: number,
): void {
  const { heap } = call
  const from = charactersOf(heap, low, { length: 0, start: 0, isNarrow: true })
  const first = from.isNarrow ? from.start : from.start >>> 2
  output.writePoints(from.isNarrow ? heap.u8 : heap.i32, first + start, first + end)
}

function writeValue(call: RuntimeCall, output: TextOutput, slot: Slot, mode: PrintMode): void {
  const { heap } = call
  const low = heap.low(slot)
  if (mode === 'display') {
    if (isCharacter(low)) return output.writePoint(low >>> CHARACTER_SHIFT)
    if (heap.isKind(slot, kinds.string.number)) {
      const length = heap.smallFixnumAt(heap.fieldSlot(low, 0))
      return writeString(call, output, low, 0, length)
    }
  }
  output.write(printValue(heap, slot, mode, call.procedureName))
}

const printer = (mode: PrintMode): PortRow[] =>
  portRows(mode, 1, 2, (count, name) => (call) => {
    const output = portArgument(call, 1, count, 'text-output', name)
    writeValue(call, output, argument(call, 0), mode)
    setUnspecified(call)
  })

const newline = portRows('newline', 0, 1, (count, name) => (call) => {
  portArgument(call, 0, count, 'text-output', name).writePoint(NEWLINE)
  setUnspecified(call)
})

const writeChar = portRows('write-char', 1, 2, (count, name) => (call) => {
  const low = call.heap.low(argument(call, 0))
  if (!isCharacter(low)) failType(call, 'a character', argument(call, 0), name)
  const output = portArgument(call, 1, count, 'text-output', name)
  output.writePoint(low >>> CHARACTER_SHIFT)
  setUnspecified(call)
})

const writeStringRows = portRows('write-string', 1, 4, (count, name) => (call) => {
  // The look-up of the current port may collect.
  const output = portArgument(call, 1, count, 'text-output', name)
  const low = stringArgument(call, 0, name)
  const length = call.heap.smallFixnumAt(call.heap.fieldSlot(low, 0))
  const { start, end } = rangeArguments(call, 2, count, length, name)
  writeString(call, output, low, start, end)
  setUnspecified(call)
})

const writeU8 = portRows('write-u8', 1, 2, (count, name) => (call) => {
  const byte = integerArgument(call, 0, 1, { least: 0, most: MOST_BYTE, missing: 0 }, name)
  portArgument(call, 1, count, 'byte-output', name).writeByte(byte)
  setUnspecified(call)
})

const writeBytevector = portRows('write-bytevector', 1, 4, (count, name) => (call) => {
  const output = portArgument(call, 1, count, 'byte-output', name)
  const bytes = bytesArgument(call, 0, name)
  const { start, end } = rangeArguments(call, 2, count, bytes.length, name)
  output.write(bytes.subarray(start, end))
  setUnspecified(call)
})

export const outputRows: readonly PortRow[] = [
  ...printer('display'),
  ...printer('write'),
  ...printer('write-shared'),
  ...printer('write-simple'),
  ...newline,
  ...writeChar,
  ...writeStringRows,
  ...writeU8,
  ...writeBytevector,
]
