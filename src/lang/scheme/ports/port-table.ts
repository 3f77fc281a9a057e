// The ports of one VM: what lies on the host's side of them, by handle.
//
// Ports that the program has lost are found after each collection; what waits in their buffers is
// written, as their old copies are still there, and they are closed. As the collector does not see what
// sources hold, opening many of them asks for a collection.

import { bug } from '../../../base/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import type { Host, RuntimeCall } from '../../../vm/index.ts'
import { allocateRecord } from '../library/system-types.ts'
import { drain } from './output-buffers.ts'
import {
  CLOSED,
  dropBuffer,
  fillPort,
  IN_MEMORY,
  PORT_BYTES,
  portNumber,
  setBuffer,
  setPortNumber,
} from './port-record.ts'
import { type PortKind, portKinds, portTypes } from './port-types.table.ts'
import { type ByteSink, CONSOLE_CAPACITY, ConsoleSink, type TextSink } from './sinks.ts'
import { type ByteSource, ConsoleSource, type TextSource } from './sources.ts'

export interface HostParts {
  'text-input': TextSource
  'text-output': TextSink
  'byte-input': ByteSource
  'byte-output': ByteSink
}
export type HostPart = HostParts[PortKind]

/** The ports that are always open, and their handles. */
export const consoles = {
  input: { handle: 0, kind: 'text-input' },
  output: { handle: 1, kind: 'text-output' },
  error: { handle: 2, kind: 'text-output' },
} as const
export type ConsoleName = keyof typeof consoles
const LAST_CONSOLE = consoles.error.handle

/** Host memory and ports that may come together before the program's lost ports are looked for. */
const LEAST_GRANT_BYTES = 32 * 1024 * 1024
const PORT_COST_BYTES = 1024

interface Entry {
  readonly part: HostPart
  /** Low half of the port's record; 0: nothing waits in it, as it was not used yet or is lost. */
  low: number
}

export class PortTable {
  readonly host: Host
  private readonly entries: (Entry | null)[] = []
  private readonly freeHandles: number[] = []
  /** Ports may be opened at this cost until a collection looks for lost ones. */
  private grantBytes = LEAST_GRANT_BYTES
  private heap: Heap | null = null
  private readonly typeSlots: Slot[] = []

  constructor(host: Host) {
    this.host = host
    const flushOutput = () => this.drainEntry(this.entries[consoles.output.handle] as Entry)
    const writeError = (text: string) => {
      flushOutput()
      host.writeError(text)
    }
    this.entries.push({ part: new ConsoleSource(host, flushOutput), low: 0 })
    this.entries.push({
      part: new ConsoleSink(host.write, CONSOLE_CAPACITY, host.flushWrites),
      low: 0,
    })
    this.entries.push({ part: new ConsoleSink(writeError, 0), low: 0 })
  }

  /** Finds the system's types of ports; may collect at the first time. */
  private prepare(call: RuntimeCall): void {
    this.heap = call.heap
    for (const kind of portKinds) this.typeSlots.push(call.global(portTypes[kind].variable))
  }

  /** What kind of port the word at `slot` is; null if it is none. May collect. */
  kindAt(call: RuntimeCall, slot: Slot): PortKind | null {
    if (this.heap === null) this.prepare(call)
    const { heap } = call
    if (!heap.isKind(slot, kinds.record.number)) return null
    const type = heap.low(heap.fieldSlot(heap.low(slot), 0))
    const index = this.typeSlots.findIndex((typeSlot) => heap.low(typeSlot) === type)
    return portKinds[index] ?? null
  }

  /** The host part of the port at `slot`, which is open and of this kind; null: it is in memory. */
  partAt<Kind extends PortKind>(heap: Heap, slot: Slot, kind: Kind): HostParts[Kind] | null {
    const low = heap.low(slot)
    const handle = portNumber(heap, low, 'handle')
    if (handle === IN_MEMORY) return null
    const entry = this.entries[handle]
    if (entry?.part.kind !== kind) return bug(`port ${handle} is no ${kind}`)
    if (handle <= LAST_CONSOLE) entry.low = low
    return entry.part as HostParts[Kind]
  }

  /** Writes a new port to `call.result`. May collect. */
  open(call: RuntimeCall, part: HostPart): void {
    const { heap } = call
    this.grantBytes -= PORT_COST_BYTES + part.bytes
    if (this.grantBytes < 0) heap.collect(PORT_BYTES)
    const low = this.allocate(call, part.kind)
    const handle = this.freeHandles.pop() ?? this.entries.length
    this.entries[handle] = { part, low }
    fillPort(heap, low, part.kind, handle)
    heap.setPointer(call.result, low)
  }

  /** The same for a port in memory, whose buffer `call.result` holds. May collect. */
  openInMemory(call: RuntimeCall, kind: PortKind, end: number): void {
    const { heap } = call
    const low = this.allocate(call, kind)
    fillPort(heap, low, kind, IN_MEMORY)
    setBuffer(heap, low, heap.low(call.result), 0, end)
    heap.setPointer(call.result, low)
  }

  private allocate(call: RuntimeCall, kind: PortKind): number {
    if (this.heap === null) this.prepare(call)
    call.heap.reserve(PORT_BYTES)
    const type = this.typeSlots[portKinds.indexOf(kind)] as Slot
    return allocateRecord(call.heap, type, portTypes[kind].fields.length)
  }

  /** Closes the port at `slot`, if it is still open. */
  close(heap: Heap, slot: Slot): void {
    const low = heap.low(slot)
    const handle = portNumber(heap, low, 'handle')
    if (handle === CLOSED) return
    const entry = this.entries[handle] ?? null
    try {
      if (entry !== null) {
        entry.low = low
        this.drainEntry(entry)
      }
    } finally {
      setPortNumber(heap, low, 'handle', CLOSED)
      dropBuffer(heap, low)
      if (entry !== null) this.release(entry, handle)
    }
  }

  /** Closes the host part; consoles are never closed for whoever comes next. */
  private release(entry: Entry, handle: number): void {
    entry.low = 0
    if (handle <= LAST_CONSOLE) return
    this.entries[handle] = null
    this.freeHandles.push(handle)
    entry.part.close()
  }

  /** What waits in the port's buffer goes to the host. */
  private drainEntry({ part, low }: Entry): void {
    if (low === 0 || this.heap === null) return
    if (part.kind === 'text-output' || part.kind === 'byte-output') drain(this.heap, low, part)
  }

  /** What was written to the open port at `slot` has reached the host afterwards. */
  flushAt(heap: Heap, slot: Slot): void {
    const entry = this.entries[portNumber(heap, heap.low(slot), 'handle')] ?? null
    if (entry === null) return
    entry.low = heap.low(slot)
    this.drainEntry(entry)
    if ('flush' in entry.part) entry.part.flush()
  }

  /** A collection is over: closes the ports whose records it did not keep. */
  sweep(survivor: (low: number) => number): void {
    let bytes = 0
    this.entries.forEach((entry, handle) => {
      if (entry === null || entry.low === 0) return
      const low = survivor(entry.low)
      if (low !== 0) {
        entry.low = low
        bytes += PORT_COST_BYTES + entry.part.bytes
      } else this.closeQuietly(entry, handle)
    })
    this.grantBytes = Math.max(LEAST_GRANT_BYTES, bytes)
  }

  /** What was written so far has reached the host afterwards. */
  flush(): void {
    for (const entry of this.entries) if (entry !== null) this.drainEntry(entry)
  }

  dispose(): void {
    this.entries.forEach((entry, handle) => {
      if (entry !== null) this.closeQuietly(entry, handle)
    })
  }

  /** Nobody is there to hear that a lost file could not be written. */
  private closeQuietly(entry: Entry, handle: number): void {
    for (const action of [() => this.drainEntry(entry), () => this.release(entry, handle)]) {
      try {
        action()
      } catch {}
    }
  }
}
