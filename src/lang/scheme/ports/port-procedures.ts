// Runtime procedures that open and close ports, and that ask what a port is.

import { IMMEDIATE } from '../../../expr/index.ts'
import type { Slot } from '../../../heap/index.ts'
import type { HostFiles, RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'
import { portsOf } from '../library/state.ts'
import { stringText } from '../library/string-text.ts'
import { firstByte, makeSubstring } from '../strings/string-objects.ts'
import { bytesArgument, stringArgument, stringLength } from '../strings/text-arguments.ts'
import { portArgument } from './arguments.ts'
import { fileError, guardedFile } from './file-errors.ts'
import { inputRows } from './input-procedures.ts'
import { makeByteBuffer } from './output-buffers.ts'
import { outputRows } from './output-procedures.ts'
import { CLOSED, portField, portNumber } from './port-record.ts'
import type { HostPart } from './port-table.ts'
import { type PortKind, portKinds } from './port-types.table.ts'
import { type PortRow, portRows } from './rows.ts'
import { FileByteSink, FileTextSink } from './sinks.ts'
import { FileByteSource, FileTextSource } from './sources.ts'

type Make = (count: number, name: string) => RuntimeProcedure

// Ports in memory. What they read is a copy, so that nobody else changes their buffer.

const openInputString: Make = (_, name) => (call) => {
  const { heap } = call
  const slot = stringArgument(call, 0, name)
  const length = stringLength(heap, slot)
  makeSubstring(heap, call.result, () => slot, 0, length)
  portsOf(call).openInMemory(call, 'text-input', length)
}

const getOutputString: Make = (_, name) => (call) => {
  const { heap } = call
  const { slot, part } = portArgument(call, 0, 'text-output', name)
  if (part !== null) failType(call, 'a string port', slot, name)
  const buffer = () => portField(heap, heap.low(slot), 'buffer')
  makeSubstring(heap, call.result, buffer, 0, portNumber(heap, heap.low(slot), 'at'))
}

/** Writes a copy of the first `length` bytes of the bytevector at `source()` to the result. */
function copyBytes(call: RuntimeCall, source: () => Slot, length: number): void {
  const { heap } = call
  makeByteBuffer(call, length)
  const from = firstByte(heap.low(source()))
  heap.u8.copyWithin(firstByte(heap.low(call.result)), from, from + length)
}

const openInputBytevector: Make = (_, name) => (call) => {
  const { heap } = call
  const slot = bytesArgument(call, 0, name)
  const length = heap.smallFixnumAt(heap.fieldSlot(heap.low(slot), 0))
  copyBytes(call, () => slot, length)
  portsOf(call).openInMemory(call, 'byte-input', length)
}

const openOutputBytevector: Make = () => (call) =>
  portsOf(call).openInMemory(call, 'byte-output', makeByteBuffer(call))

const getOutputBytevector: Make = (_, name) => (call) => {
  const { heap } = call
  const { slot, part } = portArgument(call, 0, 'byte-output', name)
  if (part !== null) failType(call, 'a bytevector port', slot, name)
  const buffer = () => portField(heap, heap.low(slot), 'buffer')
  copyBytes(call, buffer, portNumber(heap, heap.low(slot), 'at'))
}

// Files.

/** What `action` does with the file that argument 0 names. */
function withFile<Result>(
  call: RuntimeCall,
  name: string,
  action: (files: HostFiles, file: string) => Result,
): Result {
  stringArgument(call, 0, name)
  const file = stringText(call.heap, argument(call, 0))
  const { files } = portsOf(call).host
  if (files === null) fail(call, 'file', 'this program may not use files', name)
  try {
    return action(files, file)
  } catch (error) {
    throw fileError(error, `${name}: ${file}`)
  }
}

const open =
  (make: (files: HostFiles, file: string) => HostPart): Make =>
  (_, name) =>
  (call) =>
    portsOf(call).open(call, withFile(call, name, make))

const openInputFile = open((files, file) => new FileTextSource(file, files.read(file)))
const openBinaryInputFile = open((files, file) => new FileByteSource(files.read(file)))
const create = (files: HostFiles, file: string) => guardedFile(files.create(file), file)
const openOutputFile = open((files, file) => new FileTextSink(create(files, file)))
const openBinaryOutputFile = open((files, file) => new FileByteSink(create(files, file)))

const fileExists: Make = (_, name) => (call) =>
  call.heap.setBoolean(
    call.result,
    withFile(call, name, (files, file) => files.exists(file)),
  )

const deleteFile: Make = (_, name) => (call) => {
  withFile(call, name, (files, file) => files.remove(file))
  nothing(call)
}

// Any port.

const input: readonly PortKind[] = ['text-input', 'byte-input']
const output: readonly PortKind[] = ['text-output', 'byte-output']
const textual: readonly PortKind[] = ['text-input', 'text-output']
const binary: readonly PortKind[] = ['byte-input', 'byte-output']

/** Whether argument 0 is a port of one of these kinds. */
function isOneOf(call: RuntimeCall, wanted: readonly PortKind[]): boolean {
  const kind = portsOf(call).kindAt(call, argument(call, 0))
  return kind !== null && wanted.includes(kind)
}

const isPort =
  (wanted: readonly PortKind[]): Make =>
  () =>
  (call) =>
    call.heap.setBoolean(call.result, isOneOf(call, wanted))

const descriptions = new Map<readonly PortKind[], string>([
  [portKinds, 'a port'],
  [input, 'an input port'],
  [output, 'an output port'],
])

/** Argument 0 must be a port of one of these kinds; the slot of its handle. */
function handleSlot(call: RuntimeCall, wanted: readonly PortKind[], name: string): Slot {
  const slot = argument(call, 0)
  if (!isOneOf(call, wanted)) failType(call, descriptions.get(wanted) as string, slot, name)
  return portField(call.heap, call.heap.low(slot), 'handle')
}

const isOpen =
  (wanted: readonly PortKind[]): Make =>
  (_, name) =>
  (call) => {
    const handle = call.heap.smallFixnumAt(handleSlot(call, wanted, name))
    call.heap.setBoolean(call.result, handle !== CLOSED)
  }

const close =
  (wanted: readonly PortKind[]): Make =>
  (_, name) =>
  (call) => {
    handleSlot(call, wanted, name)
    portsOf(call).close(call.heap, argument(call, 0))
    nothing(call)
  }

const flush: Make = (_, name) => (call) => {
  const { heap } = call
  const slot = argument(call, 0)
  const ports = portsOf(call)
  const isOutput = isOneOf(call, output)
  if (!isOutput || portNumber(heap, heap.low(slot), 'handle') === CLOSED) {
    failType(call, 'an open output port', slot, name)
  }
  ports.flushAt(heap, slot)
  nothing(call)
}

const eofObject: Make = () => (call) => call.heap.setImmediate(call.result, IMMEDIATE.eof)

/** What the table of runtime procedures gets from this room. */
export const portProcedures: readonly PortRow[] = [
  ...inputRows,
  ...outputRows,
  ...portRows('open-input-string', 1, 1, openInputString),
  ...portRows('%get-output-string', 1, 1, getOutputString),
  ...portRows('open-input-bytevector', 1, 1, openInputBytevector),
  ...portRows('open-output-bytevector', 0, 0, openOutputBytevector),
  ...portRows('get-output-bytevector', 1, 1, getOutputBytevector),
  ...portRows('open-input-file', 1, 1, openInputFile),
  ...portRows('open-binary-input-file', 1, 1, openBinaryInputFile),
  ...portRows('open-output-file', 1, 1, openOutputFile),
  ...portRows('open-binary-output-file', 1, 1, openBinaryOutputFile),
  ...portRows('file-exists?', 1, 1, fileExists),
  ...portRows('delete-file', 1, 1, deleteFile),
  ...portRows('port?', 1, 1, isPort(portKinds)),
  ...portRows('input-port?', 1, 1, isPort(input)),
  ...portRows('output-port?', 1, 1, isPort(output)),
  ...portRows('textual-port?', 1, 1, isPort(textual)),
  ...portRows('binary-port?', 1, 1, isPort(binary)),
  ...portRows('input-port-open?', 1, 1, isOpen(input)),
  ...portRows('output-port-open?', 1, 1, isOpen(output)),
  ...portRows('close-port', 1, 1, close(portKinds)),
  ...portRows('close-input-port', 1, 1, close(input)),
  ...portRows('close-output-port', 1, 1, close(output)),
  ...portRows('%flush-output-port', 1, 1, flush),
  ...portRows('eof-object', 0, 0, eofObject),
]
