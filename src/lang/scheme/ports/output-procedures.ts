// Runtime procedures that write to a port: where library code finds no room in the buffer, or more than an
// element is to be written.

import { CHARACTER_SHIFT } from '../../../expr/index.ts'
import { kinds } from '../../../heap/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { failType } from '../library/failures.ts'
import { type PrintMode, printValue } from '../library/print-value.ts'
import { bytesArgument, stringArgument, stringLength } from '../strings/text-arguments.ts'
import { integerArgument, isCharacter, portArgument, rangeArguments } from './arguments.ts'
import { writeByte, writeBytes, writePoint, writeRange, writeText } from './output-buffers.ts'
import { type PortRow, portRows } from './rows.ts'

const MOST_BYTE = 255
const NEWLINE = 0x0a

const printer = (mode: PrintMode): PortRow[] =>
  portRows(`%${mode}`, 2, 2, (_, name) => (call) => {
    const { heap } = call
    const { slot, part } = portArgument(call, 1, 'text-output', name)
    const value = argument(call, 0)
    const low = heap.low(value)
    const isPlain = mode === 'display'
    if (isPlain && isCharacter(low)) writePoint(call, slot, part, low >>> CHARACTER_SHIFT)
    else if (isPlain && heap.isKind(value, kinds.string.number)) {
      writeRange(call, slot, part, { string: value, start: 0, end: stringLength(heap, value) })
    } else writeText(call, slot, part, printValue(heap, value, mode, call.procedureName))
    nothing(call)
  })

const newline = portRows('%newline', 1, 1, (_, name) => (call) => {
  const { slot, part } = portArgument(call, 0, 'text-output', name)
  writePoint(call, slot, part, NEWLINE)
  nothing(call)
})

const writeChar = portRows('%write-char', 2, 2, (_, name) => (call) => {
  const low = call.heap.low(argument(call, 0))
  if (!isCharacter(low)) failType(call, 'a character', argument(call, 0), name)
  const { slot, part } = portArgument(call, 1, 'text-output', name)
  writePoint(call, slot, part, low >>> CHARACTER_SHIFT)
  nothing(call)
})

const writeString = portRows('%write-string', 2, 4, (count, name) => (call) => {
  const { slot, part } = portArgument(call, 1, 'text-output', name)
  const string = stringArgument(call, 0, name)
  const length = stringLength(call.heap, string)
  writeRange(call, slot, part, { string, ...rangeArguments(call, 2, count, length, name) })
  nothing(call)
})

const writeU8 = portRows('%write-u8', 2, 2, (_, name) => (call) => {
  const byte = integerArgument(call, 0, 1, { least: 0, most: MOST_BYTE, missing: 0 }, name)
  const { slot, part } = portArgument(call, 1, 'byte-output', name)
  writeByte(call, slot, part, byte)
  nothing(call)
})

const writeBytevector = portRows('%write-bytevector', 2, 4, (count, name) => (call) => {
  const { heap } = call
  const { slot, part } = portArgument(call, 1, 'byte-output', name)
  const bytes = bytesArgument(call, 0, name)
  const length = heap.smallFixnumAt(heap.fieldSlot(heap.low(bytes), 0))
  writeBytes(call, slot, part, { bytes, ...rangeArguments(call, 2, count, length, name) })
  nothing(call)
})

export const outputRows: readonly PortRow[] = [
  ...printer('display'),
  ...printer('write'),
  ...printer('write-shared'),
  ...printer('write-simple'),
  ...newline,
  ...writeChar,
  ...writeString,
  ...writeU8,
  ...writeBytevector,
]
