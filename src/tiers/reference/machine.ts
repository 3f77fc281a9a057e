// What the reference engine needs to know of the VM it runs for, and what the VM gets.

import type { Slot } from '../../heap/index.ts'
import type { Code, FrameRuntime } from '../../runtime/index.ts'

/** How often the op at each unit has begun. */
export interface OpCounts {
  readonly counts: Float64Array
  /** Slot of the unit of the first one. */
  readonly firstSlot: number
}

export interface ReferenceMachine extends FrameRuntime {
  /** Every call stays in this engine: then no call asks who runs the callee. */
  readonly runsReferenceOnly: boolean
  /** Where ops are counted, for a profile. */
  readonly opCounts?: OpCounts | null
  /** Cage offset of the watch bytes of globals: 1 if compiled code relies on the value. */
  readonly watchedGlobals: number
  /** How a unit's low half names its opcode: (low - handlerBase) >>> 4 indexes `opcodes`; null: low >>> 4. */
  readonly handlerMap: { readonly handlerBase: number; readonly opcodes: Uint16Array } | null
  codeOfProcedure(slot: Slot): Code
  /** Slot of argument `index` of the call in the context block. */
  callArgument(index: number): Slot
  /** Makes the rest list of the call in the context block, or throws an arity error. May collect. */
  makeRestList(code: Code): void
  /** Whether this engine runs a callee with this code cell itself. */
  isReferenceCell(cell: number): boolean
  /** A watched global was assigned. */
  globalAssigned(index: number): void
  /** Serves request `index` of the op set; arguments and result are in the context block. */
  serve(index: number): void
  /** Whether the last request ended in a control transfer. */
  readonly hasTransfer: boolean
  /** The rest list of the call in the context block is made already; asking clears it. */
  takeRestList(): boolean
  /** The stack limit as it is when nobody wants an interrupt. */
  readonly watch: { readonly stackLimit: number; poll(): void }
  /** Collects so that `bytes` can be allocated. */
  collect(bytes: number): void
}

/** Why the engine has stopped; the context block says where. */
export type Transfer = 'halt' | 'underflow' | 'native-return' | 'native-entry'

export interface ReferenceEngine {
  /** Continues the frame at the context block's stack pointer, at its position, with the result. */
  run(): Transfer
  /** Enters the call in the context block; its return address lies at the stack pointer. */
  enter(): Transfer
}
