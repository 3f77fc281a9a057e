// What a language brings to the machine: the TypeScript bodies of slow paths and runtime procedures.
//
// Op bodies only name slow paths; a language registers their meaning here. A runtime procedure reads
// its arguments at slots that are roots (reserve first, then read) and writes one result word.

import type { SourceText } from '../base/index.ts'
import type { Heap, Slot } from '../heap/index.ts'
import type { CodeOrigin, CodeTemplate } from '../ops/index.ts'
import type { Host } from './host.ts'

/** One request being served. */
export interface RuntimeCall {
  readonly heap: Heap
  /** Slot of argument 0; argument i is at args + 2 * i. */
  readonly args: Slot
  readonly result: Slot
  /** Name of the op that made the request. */
  readonly opName: string
  /** Name of the global variable with this index. */
  globalName(index: number): string
  /** Appends to standard output. */
  write(text: string): void
  /** Slot of the global variable `name`. May collect when the name is new: ask before reading. */
  global(name: string): Slot
  /** Slot of the symbol of this name. May collect when it is new: ask before reading. */
  symbol(name: string): Slot
  /** Name of the code of the procedure at `slot`; empty if it has none. */
  procedureName(slot: Slot): string
  /** Slot of a procedure with the code of `template`, which is linked. May collect. */
  link(template: CodeTemplate): Slot
  readonly control: ControlTransfers
  /** What the language keeps of this VM on our side. */
  readonly state: LanguageState
}

/** What a procedure can do instead of delivering a value; nothing may follow it. */
export interface ControlTransfers {
  /** Captures what the running frame returns to; the word for it is written to `to`. May collect. */
  capture(to: Slot): void
  /** Returns the word at `value` to the captured frames at `frames`, giving up the stack. */
  reinstate(frames: Slot, value: Slot): void
  /** Leaves the running frame and calls `procedure` with the elements of the proper list `list`. */
  apply(procedure: Slot, list: Slot): void
}

export type RuntimeProcedure = (call: RuntimeCall) => void

export interface Language {
  readonly name: string
  /** By the name that bodies request. */
  readonly slowPaths: Readonly<Record<string, RuntimeProcedure>>
  /**
   * Those of arithmetic take exact integers of any size, as heap/bignum.ts lays them out: machine code
   * may serve such requests itself.
   */
  readonly hasExactIntegers?: boolean
  /** The procedures of `runtime-call`, by index. */
  readonly runtimeProcedures: readonly {
    readonly name: string
    readonly argumentCount: number
    readonly run: RuntimeProcedure
  }[]
  /** How guest code can handle errors; without it every error ends the run. */
  readonly errors?: ErrorHandling
  /** The language's state for a new VM. */
  makeState?(host: Host): LanguageState
  /** Brings the dynamic state to what it is at the start of a run. */
  start?(call: RuntimeCall): void
}

/** Made by the language for each VM, which tells it of what concerns what is kept outside the heap. */
export interface LanguageState {
  /** A collection is over. `survivor`: where the object `low` is now; 0 if it is no more. */
  sweep?(survivor: (low: number) => number): void
  /** A run is over: what was buffered must reach the host. */
  flush?(): void
  dispose?(): void
}

export interface ErrorHandling {
  /** Global procedure that is called with the condition, on top of the frame that failed. */
  readonly raise: string
  /** Whether a guest handler waits for errors now. */
  isHandled(call: RuntimeCall): boolean
  /** Writes the guest's object for `error` to `call.result`. May collect. */
  makeCondition(call: RuntimeCall, error: GuestError): void
}

/** Thrown through the reference engine when a request ended in a control transfer. */
export const transferred: unique symbol = Symbol('transferred')

/** A guest frame as a backtrace shows it. */
export interface BacktraceFrame {
  readonly procedure: string
  /** Where it waits, as an offset in `source`; -1: nowhere. */
  readonly place: number
  readonly source: SourceText | null
  /**
   * Who it called, if that is not the frame inside this one: tail calls have replaced it. Null if
   * nobody knows.
   */
  readonly replaced: { readonly procedure: string; readonly source: SourceText | null } | null
}

/** An error of the guest program: a value of the language, not of ours. */
export class GuestError extends Error {
  override readonly name = 'GuestError'
  readonly kind: string
  /** No guest handler may see it: memory is out, a limit was reached, or nobody handled it. */
  readonly isFatal: boolean
  /** Guest frames, innermost first; filled by the driver. */
  backtrace: readonly BacktraceFrame[] = []
  /** It came between two frames: nobody can walk them, so there is no backtrace. */
  isBetweenFrames = false
  /** The procedure that could not be called. */
  callee: CodeOrigin | null = null

  constructor(kind: string, message: string, isFatal = false) {
    super(message)
    this.kind = kind
    this.isFatal = isFatal
  }
}

/** The guest asks for the end of the process with this exit code. */
export class GuestExit extends Error {
  override readonly name = 'GuestExit'
  readonly code: number

  constructor(code: number) {
    super(`exit with code ${code}`)
    this.code = code
  }
}
