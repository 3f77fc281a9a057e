// What a language brings to the machine: the TypeScript bodies of slow paths and runtime procedures.
//
// Op bodies only name slow paths; a language registers their meaning here. A runtime procedure reads
// its arguments at slots that are roots (reserve first, then read) and writes one result word.

import type { Heap, Slot } from '../heap/index.ts'

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
}

export type RuntimeProcedure = (call: RuntimeCall) => void

export interface Language {
  readonly name: string
  /** By the name that bodies request. */
  readonly slowPaths: Readonly<Record<string, RuntimeProcedure>>
  /** The procedures of `runtime-call`, by index. */
  readonly runtimeProcedures: readonly {
    readonly name: string
    readonly argumentCount: number
    readonly run: RuntimeProcedure
  }[]
}

/** An error of the guest program: a value of the language, not of ours. */
export class GuestError extends Error {
  override readonly name = 'GuestError'
  readonly kind: string
  /** Guest frames, innermost first; filled by the driver. */
  backtrace: readonly { readonly procedure: string; readonly place: number }[] = []

  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}
