// Runtime procedures that open and close ports, and that ask what a port is.

import { IMMEDIATE } from '../../../expr/index.ts'
import type { HostFiles, RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { fail, failType } from '../library/failures.ts'
import { portsOf } from '../library/state.ts'
import { stringText } from '../library/string-text.ts'
import { recordField } from '../library/system-types.ts'
import { bytesArgument, portArgument, setUnspecified, stringArgument } from './arguments.ts'
import { ByteInput } from './byte-input.ts'
import { codePointsOf, copyCharacters, makeBytevector, makeString } from './code-points.ts'
import { fileError, guardedFile } from './file-errors.ts'
import { inputRows } from './input-procedures.ts'
import { outputRows } from './output-procedures.ts'
import { ByteOutput, FileTextOutput, StringOutput } from './outputs.ts'
import { CLOSED, type ConsoleName, type Port, portFields, traits } from './port-table.ts'
import { type PortRow, portRows } from './rows.ts'
import { TextInput } from './text-input.ts'

type Make = (count: number, name: string) => RuntimeProcedure

const current =
  (name: ConsoleName): Make =>
  () =>
  (call) =>
    call.heap.copy(call.result, portsOf(call).currentSlot(call, name))

// Ports in memory.

const openInputString: Make = (_, name) => (call) => {
  const { heap } = call
  const low = stringArgument(call, 0, name)
  const points = copyCharacters(heap, low, 0, heap.smallFixnumAt(heap.fieldSlot(low, 0)))
  portsOf(call).open(call, new TextInput('string', points))
}

const openOutputString: Make = () => (call) => portsOf(call).open(call, new StringOutput())

const getOutputString: Make = (count, name) => (call) => {
  const port = portArgument(call, 0, count, 'text-output', name)
  if (!(port instanceof StringOutput)) failType(call, 'a string port', argument(call, 0), name)
  makeString(call.heap, call.result, port.points, 0, port.length)
}

const openInputBytevector: Make = (_, name) => (call) =>
  portsOf(call).open(call, new ByteInput(bytesArgument(call, 0, name).slice()))

const openOutputBytevector: Make = () => (call) => portsOf(call).open(call, new ByteOutput())

const getOutputBytevector: Make = (count, name) => (call) => {
  const port = portArgument(call, 0, count, 'byte-output', name)
  if (!port.isInMemory) failType(call, 'a bytevector port', argument(call, 0), name)
  makeBytevector(call.heap, call.result, port.buffer.subarray(0, port.length))
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
  (make: (files: HostFiles, file: string) => Port): Make =>
  (_, name) =>
  (call) =>
    portsOf(call).open(call, withFile(call, name, make))

const utf8 = new TextDecoder('utf-8')
const openInputFile = open(
  (files, file) => new TextInput(file, codePointsOf(utf8.decode(files.read(file)))),
)
const openBinaryInputFile = open((files, file) => new ByteInput(files.read(file)))
const create = (files: HostFiles, file: string) => guardedFile(files.create(file), file)
const openOutputFile = open((files, file) => new FileTextOutput(create(files, file)))
const openBinaryOutputFile = open((files, file) => new ByteOutput(create(files, file)))

const fileExists: Make = (_, name) => (call) =>
  call.heap.setBoolean(
    call.result,
    withFile(call, name, (files, file) => files.exists(file)),
  )

const deleteFile: Make = (_, name) => (call) => {
  withFile(call, name, (files, file) => files.remove(file))
  setUnspecified(call)
}

// Any port.

/** The traits of the port that is argument 0; 0 if it is none. */
function traitsOf(call: RuntimeCall): number {
  const { heap } = call
  const slot = argument(call, 0)
  if (!portsOf(call).isPort(call, slot)) return 0
  return heap.smallFixnumAt(recordField(heap, heap.low(slot), portFields.traits))
}

const hasTrait =
  (trait: number): Make =>
  () =>
  (call) =>
    call.heap.setBoolean(call.result, (traitsOf(call) & trait) !== 0)

const descriptions = new Map<number, string>([
  [traits.input | traits.output, 'a port'],
  [traits.input, 'an input port'],
  [traits.output, 'an output port'],
])

/** Argument 0 must be a port with one of the traits `wanted`. */
function checkTraits(call: RuntimeCall, wanted: number, name: string): void {
  if ((traitsOf(call) & wanted) !== 0) return
  failType(call, descriptions.get(wanted) as string, argument(call, 0), name)
}

const isOpen =
  (trait: number): Make =>
  (_, name) =>
  (call) => {
    const { heap } = call
    checkTraits(call, trait, name)
    const field = recordField(heap, heap.low(argument(call, 0)), portFields.handle)
    heap.setBoolean(call.result, heap.smallFixnumAt(field) !== CLOSED)
  }

const close =
  (wanted: number): Make =>
  (_, name) =>
  (call) => {
    checkTraits(call, wanted, name)
    portsOf(call).close(call, argument(call, 0))
    setUnspecified(call)
  }

const flush: Make = (count, name) => (call) => {
  const ports = portsOf(call)
  const slot = count > 0 ? argument(call, 0) : ports.currentSlot(call, 'output')
  const port = ports.portAt(call, slot)
  if (port === null || !('flush' in port)) failType(call, 'an open output port', slot, name)
  port.flush()
  setUnspecified(call)
}

const eofObject: Make = () => (call) => call.heap.setImmediate(call.result, IMMEDIATE.eof)

/** What the table of runtime procedures gets from this room. */
export const portProcedures: readonly PortRow[] = [
  ...inputRows,
  ...outputRows,
  ...portRows('current-input-port', 0, 0, current('input')),
  ...portRows('current-output-port', 0, 0, current('output')),
  ...portRows('current-error-port', 0, 0, current('error')),
  ...portRows('open-input-string', 1, 1, openInputString),
  ...portRows('open-output-string', 0, 0, openOutputString),
  ...portRows('get-output-string', 1, 1, getOutputString),
  ...portRows('open-input-bytevector', 1, 1, openInputBytevector),
  ...portRows('open-output-bytevector', 0, 0, openOutputBytevector),
  ...portRows('get-output-bytevector', 1, 1, getOutputBytevector),
  ...portRows('open-input-file', 1, 1, openInputFile),
  ...portRows('open-binary-input-file', 1, 1, openBinaryInputFile),
  ...portRows('open-output-file', 1, 1, openOutputFile),
  ...portRows('open-binary-output-file', 1, 1, openBinaryOutputFile),
  ...portRows('file-exists?', 1, 1, fileExists),
  ...portRows('delete-file', 1, 1, deleteFile),
  ...portRows('port?', 1, 1, hasTrait(traits.input | traits.output)),
  ...portRows('input-port?', 1, 1, hasTrait(traits.input)),
  ...portRows('output-port?', 1, 1, hasTrait(traits.output)),
  ...portRows('textual-port?', 1, 1, hasTrait(traits.textual)),
  ...portRows('binary-port?', 1, 1, hasTrait(traits.binary)),
  ...portRows('input-port-open?', 1, 1, isOpen(traits.input)),
  ...portRows('output-port-open?', 1, 1, isOpen(traits.output)),
  ...portRows('close-port', 1, 1, close(traits.input | traits.output)),
  ...portRows('close-input-port', 1, 1, close(traits.input)),
  ...portRows('close-output-port', 1, 1, close(traits.output)),
  ...portRows('flush-output-port', 0, 1, flush),
  ...portRows('eof-object', 0, 0, eofObject),
]
