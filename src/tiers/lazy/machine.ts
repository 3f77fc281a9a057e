// What the lazy tier needs to know of the VM it compiles for, and what it tells it.

import type { Assembler } from '../../asm/index.ts'
import type { MachineContext, MachineLayout } from '../../backend/index.ts'
import type { WordType } from '../../expr/index.ts'
import type { OpSet } from '../../ops/index.ts'
import type { CallSite, Code } from '../../runtime/index.ts'

/** A word that the compiler may rely on: a pool constant, or a global nobody has reassigned. */
export interface KnownWord {
  readonly type: WordType
  /** The word if it fits a 32-bit immediate, else null: it is read at its address. */
  readonly immediate: number | null
  readonly double: number | null
  /** Code id of a procedure, or -1. */
  readonly code: number
}

export interface LazyMachine {
  readonly ops: OpSet
  readonly context: MachineContext
  readonly layout: MachineLayout
  /** Cursors of hot code: several, so that a path whose end is still open can be continued. */
  readonly hot: readonly Assembler[]
  /** Cursors of cold code, and of two rarer regions for cold code's own cold code. */
  readonly cold: readonly Assembler[]
  /** Cursor of the stubs. */
  readonly stubs: Assembler
  /** All code memory, for patching; `bytes[0]` has address `base`. */
  readonly memory: { readonly bytes: Uint8Array; readonly base: number }
  readonly exitHeavy: number
  readonly exitLight: number
  readonly arityEntry: number
  readonly restEntry: number
  /** Calls of it must go to its generic entry. */
  isIntrinsic(code: Code): boolean
  /** Versions a block may have before contexts are widened. */
  readonly maxVersions: number
  /** Whether known callees are called at their entry versions, not through their cells. */
  readonly directCalls: boolean
  /** Whether loop rounds and entries are charged. */
  readonly metered: boolean
  codeAt(id: number): Code
  /** Number of a new call site. */
  addCallSite(site: CallSite): number
  /** How many more of them there can be. */
  callSiteRoom(): number
  requestNumber(name: string): number
  /** Offset in the context block of the address by which this request leaves; null: `exitHeavy`. */
  requestRoutine(name: string): number | null
  literal(value: number): number
  /** Bytes left for literals that are new. */
  literalRoom(): number
  /** The word at pool index `index`. */
  constantWord(index: number): KnownWord
  /** The word of a global that may be taken for constant now, else null. */
  globalWord(index: number): KnownWord | null
  /** Whether the global is bound now. */
  globalIsBound(index: number): boolean
  /** Compiled code relies on the global's value from now on. */
  watchGlobal(index: number): void
  /** The global will be assigned again: it is never taken for constant any more. */
  makeGlobalVariable(index: number): void
  /** The registers live at (instruction, k) of `code`, as a bit set. */
  liveRegisters(code: Code, instruction: number, k: number): Int32Array
}
