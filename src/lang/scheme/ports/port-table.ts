// The ports of one VM: what lies on the host's side of them.
//
//   port record    %port-type | handle | traits
//
// A handle is an index into the table; a closed port has the handle -1 and only its traits left. Ports that
// the program has lost are found after each collection and closed; as the collector does not see their
// buffers, opening many of them asks for a collection.

import { IMMEDIATE } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import type { Host, RuntimeCall } from '../../../vm/index.ts'
import { allocateRecord, recordField } from '../library/system-types.ts'
import type { ByteInput } from './byte-input.ts'
import { type ByteOutput, ConsoleOutput, type TextOutput } from './outputs.ts'
import { TextInput } from './text-input.ts'

export type Port = TextInput | TextOutput | ByteInput | ByteOutput

export const portFields = { handle: 0, traits: 1 } as const
const FIELD_COUNT = 2
export const PORT_BYTES = 8 + 8 * (1 + FIELD_COUNT)
export const CLOSED = -1

/** Bits of the traits of a port. */
export const traits = { input: 1, output: 2, textual: 4, binary: 8 } as const

const traitsOf: Readonly<Record<Port['kind'], number>> = {
  'text-input': traits.input | traits.textual,
  'text-output': traits.output | traits.textual,
  'byte-input': traits.input | traits.binary,
  'byte-output': traits.output | traits.binary,
}

/** The ports that are always open, and their handles. */
export const consoles = {
  input: { handle: 0, traits: traitsOf['text-input'] },
  output: { handle: 1, traits: traitsOf['text-output'] },
  error: { handle: 2, traits: traitsOf['text-output'] },
} as const
export type ConsoleName = keyof typeof consoles

/** Host memory and ports that may come together before the program's lost ports are looked for. */
const LEAST_GRANT_BYTES = 32 * 1024 * 1024
const PORT_COST_BYTES = 1024

interface Entry {
  readonly port: Port
  /** Low half of the port's record; 0: it need not exist. */
  low: number
}

export class PortTable {
  readonly host: Host
  private readonly entries: (Entry | null)[] = []
  private readonly freeHandles: number[] = []
  /** Ports may be opened at this cost until a collection looks for lost ones. */
  private grantBytes = LEAST_GRANT_BYTES
  private typeSlot: Slot = 0
  private stateSlot: Slot = 0
  private readonly parameterSlots: Record<ConsoleName, Slot> = { input: 0, output: 0, error: 0 }

  constructor(host: Host) {
    this.host = host
    this.entries.push({
      port: new TextInput('standard input', new Uint8Array(0), inputText(host)),
      low: 0,
    })
    this.entries.push({ port: new ConsoleOutput(host.write, host.flushWrites), low: 0 })
    this.entries.push({ port: new ConsoleOutput(host.writeError), low: 0 })
  }

  /** Finds the system's variables for ports; may collect at the first time. */
  private prepare(call: RuntimeCall): void {
    this.stateSlot = call.global('%state')
    for (const name of Object.keys(consoles) as ConsoleName[]) {
      this.parameterSlots[name] = call.global(`%${name}-port-parameter`)
    }
    this.typeSlot = call.global('%port-type')
  }

  /** Whether the word at `slot` is a port. */
  isPort(call: RuntimeCall, slot: Slot): boolean {
    const { heap } = call
    if (!heap.isKind(slot, kinds.record.number)) return false
    if (this.typeSlot === 0) this.prepare(call)
    return heap.low(heap.fieldSlot(heap.low(slot), 0)) === heap.low(this.typeSlot)
  }

  /** The open port at `slot`; null for a closed one and for what is none. */
  portAt(call: RuntimeCall, slot: Slot): Port | null {
    if (!this.isPort(call, slot)) return null
    const { heap } = call
    const handle = heap.smallFixnumAt(recordField(heap, heap.low(slot), portFields.handle))
    return handle === CLOSED ? null : (this.entries[handle]?.port ?? null)
  }

  /** Slot of the port that is the current one of its name. */
  currentSlot(call: RuntimeCall, name: ConsoleName): Slot {
    const { heap } = call
    if (this.typeSlot === 0) this.prepare(call)
    const parameter = heap.low(this.parameterSlots[name])
    let rest = heap.low(recordField(heap, heap.low(this.stateSlot), 1))
    while (rest !== IMMEDIATE.null) {
      const pair = heap.carSlot(rest)
      const binding = heap.carSlot(heap.low(pair))
      if (heap.low(binding) === parameter) return binding + 2
      rest = heap.low(pair + 2)
    }
    return recordField(heap, parameter, 0)
  }

  /** Writes a new record for `port` to `call.result`. May collect. */
  open(call: RuntimeCall, port: Port): void {
    const { heap } = call
    if (this.typeSlot === 0) this.prepare(call)
    this.grantBytes -= PORT_COST_BYTES + port.bytes
    if (this.grantBytes < 0) heap.collect(PORT_BYTES)
    heap.reserve(PORT_BYTES)
    const low = allocateRecord(heap, this.typeSlot, FIELD_COUNT)
    const handle = this.freeHandles.pop() ?? this.entries.length
    this.entries[handle] = { port, low }
    fillPort(heap, low, handle, traitsOf[port.kind])
    heap.setPointer(call.result, low)
  }

  /** Closes the port at `slot`, if it is still open. */
  close(call: RuntimeCall, slot: Slot): void {
    const { heap } = call
    const field = recordField(heap, heap.low(slot), portFields.handle)
    const handle = heap.smallFixnumAt(field)
    if (handle === CLOSED) return
    heap.setFixnum(field, CLOSED)
    const port = this.entries[handle]?.port
    this.release(handle)
    port?.close()
  }

  private release(handle: number): void {
    if (handle <= consoles.error.handle) return
    this.entries[handle] = null
    this.freeHandles.push(handle)
  }

  /** A collection is over: closes the ports whose records it did not keep. */
  sweep(survivor: (low: number) => number): void {
    let bytes = 0
    this.entries.forEach((entry, handle) => {
      if (entry === null || entry.low === 0) return
      entry.low = survivor(entry.low)
      if (entry.low !== 0) bytes += PORT_COST_BYTES + entry.port.bytes
      else {
        this.release(handle)
        closeQuietly(entry.port)
      }
    })
    this.grantBytes = Math.max(LEAST_GRANT_BYTES, bytes)
  }

  /** What was written to files so far is in them afterwards. */
  flush(): void {
    for (const entry of this.entries) {
      if (entry !== null && entry.low !== 0 && 'flush' in entry.port) entry.port.flush()
    }
  }

  dispose(): void {
    for (const entry of this.entries) if (entry !== null) closeQuietly(entry.port)
  }
}

/** Fills the record `low` of a port. */
export function fillPort(heap: Heap, low: number, handle: number, portTraits: number): void {
  heap.setFixnum(recordField(heap, low, portFields.handle), handle)
  heap.setFixnum(recordField(heap, low, portFields.traits), portTraits)
}

/** Nobody is there to hear that a lost file could not be written. */
function closeQuietly(port: Port): void {
  try {
    port.close()
  } catch {}
}

/** Standard input, piece by piece, as text. */
function inputText(host: Host): () => string | null {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return () => {
    for (;;) {
      const bytes = host.readInput()
      const text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true })
      if (text !== '') return text
      if (bytes === null) return null
    }
  }
}
