// Policy: which tier runs what, and when code moves to the next one.
//
// A code cell's entry says it: every caller jumps there. Deterministic: nothing here reads a clock, an
// address or the collector's timing. With a coin (for tests) every call leaves to the driver and the
// coin decides, so that frames of all tiers meet on one stack.

import { bug } from '../base/index.ts'
import type { Heap, Slot } from '../heap/index.ts'
import { type Code, cellOffsets } from '../runtime/index.ts'
import type { LazyCompiler } from '../tiers/lazy/index.ts'
import type { NativeMachine } from './native.ts'
import type { VmOptions } from './options.ts'

/** A counter that hardly reaches zero; nothing happens if it does. */
const NEVER = 2 ** 31 - 1

export class Policy {
  private readonly heap: Heap
  private readonly options: VmOptions
  private readonly native: NativeMachine | null
  private readonly lazy: LazyCompiler | null
  private coinState: number
  /** Ids of codes whose entry is a routine of the trampoline. */
  private readonly intrinsics = new Set<number>()

  constructor(
    heap: Heap,
    options: VmOptions,
    native: NativeMachine | null,
    lazy: LazyCompiler | null,
  ) {
    this.heap = heap
    this.options = options
    this.native = native
    this.lazy = lazy
    this.coinState = options.coin ?? 0
  }

  /** Gives fresh code its first entry. */
  start(code: Code): void {
    this.resetCounter(code)
    const { native, options } = this
    if (native === null) return
    const { compileEntry, referenceEntry } = native.trampoline
    if (options.coin !== null || options.engine === 'lazy') this.setEntry(code, compileEntry)
    else if (options.engine === 'reference') this.setEntry(code, referenceEntry)
    else {
      this.setEntry(code, this.threadedEntry(native, code))
      if (code.hasRest) this.setBehindArity(code, this.threadedUnchecked(native, code))
    }
  }

  /** Address at which a call of `code` goes on, or null for the reference engine. */
  entryForCall(code: Code): number | null {
    const { native, options } = this
    if (native === null) return null
    const tier = options.coin === null ? options.engine : this.flipCoin()
    if (tier === 'reference') return null
    if (tier === 'lazy') return this.compileEntry(code)
    if (options.coin === null) return this.heap.low((code.cell + cellOffsets.entry) >>> 2)
    if (code.hasRest) this.setBehindArity(code, this.threadedUnchecked(native, code))
    return this.threadedEntry(native, code)
  }

  /**
   * Compiles the generic entry of `code`; from now on its callers come there. If there is no room for
   * one more procedure it runs in threaded code from now on.
   */
  compileEntry(code: Code): number {
    const lazy = this.lazy ?? bug('no lazy tier')
    if (!lazy.accepts(code)) return this.stayThreaded(code)
    const entry = lazy.genericEntry(code)
    if (this.options.coin === null) this.setEntry(code, entry)
    if (code.hasRest) this.setBehindArity(code, lazy.uncheckedEntry(code))
    return entry
  }

  private stayThreaded(code: Code): number {
    const native = this.native ?? bug('no native entries')
    const entry = this.threadedEntry(native, code)
    if (this.options.coin === null) this.setEntry(code, entry)
    if (code.hasRest) this.setBehindArity(code, this.threadedUnchecked(native, code))
    this.setCounter(code, NEVER)
    return entry
  }

  /**
   * Code for the loop at `instruction`, for a threaded frame; its op waits in the poll. Null if there is
   * no room for it.
   */
  compileLoop(code: Code, instruction: number): number | null {
    const lazy = this.lazy ?? bug('no lazy tier')
    if (!lazy.accepts(code)) {
      this.stayThreaded(code)
      return null
    }
    this.resetCounter(code)
    // Who loops that often shall not start in threaded code again.
    this.compileEntry(code)
    return lazy.loopEntry(code, instruction)
  }

  /** Counts a call of a procedure with a rest list that its native entry has left to the driver. */
  countRestCall(code: Code): void {
    if (!code.hasRest || this.options.engine !== 'auto' || this.options.coin !== null) return
    const slot = (code.cell + cellOffsets.counter) >>> 2
    const left = this.heap.low(slot) - 1
    this.heap.setWord(slot, left, 0)
    if (left <= 0) this.compileEntry(code)
  }

  /** Where a call goes on whose arguments fit the parameters already. */
  uncheckedEntry(code: Code): number {
    const { native, options } = this
    if (native === null) return bug('no native entries')
    const entry = this.heap.low((code.cell + cellOffsets.entry) >>> 2)
    const isThreaded = entry === native.trampoline.restEntry
    if (options.engine === 'lazy' || !isThreaded) {
      const lazy = this.lazy ?? bug('no lazy tier')
      if (lazy.accepts(code)) return lazy.uncheckedEntry(code)
    }
    return this.threadedUnchecked(native, code)
  }

  private resetCounter(code: Code): void {
    this.setCounter(code, this.options.hotCount)
  }

  private setCounter(code: Code, count: number): void {
    this.heap.setWord((code.cell + cellOffsets.counter) >>> 2, count, 0)
  }

  /**
   * From now on calls of `code` go to `routine`, and from there to its ordinary entry or to the
   * procedure at `helper`. Other engines than native ones know nothing of it.
   */
  makeIntrinsic(code: Code, routine: number, helper: Slot): void {
    if (this.options.coin !== null || this.options.engine === 'reference') return
    const cell = code.cell
    this.heap.copy((cell + cellOffsets.behindArity) >>> 2, (cell + cellOffsets.entry) >>> 2)
    this.heap.setPointer((cell + cellOffsets.helper) >>> 2, helper << 2)
    this.setEntry(code, routine)
    this.intrinsics.add(code.id)
  }

  isIntrinsic(code: Code): boolean {
    return this.intrinsics.has(code.id)
  }

  private setEntry(code: Code, entry: number): void {
    if (this.intrinsics.has(code.id)) this.setBehindArity(code, entry)
    else this.heap.setPointer((code.cell + cellOffsets.entry) >>> 2, entry)
  }

  private setBehindArity(code: Code, entry: number): void {
    this.heap.setPointer((code.cell + cellOffsets.behindArity) >>> 2, entry)
  }

  private threadedEntry(native: NativeMachine, code: Code): number {
    if (code.hasRest) return native.trampoline.restEntry
    return native.threaded.entryOf(code.parameterCount, code.registerCount, true)
  }

  private threadedUnchecked(native: NativeMachine, code: Code): number {
    const parameters = code.parameterCount + (code.hasRest ? 1 : 0)
    return native.threaded.entryOf(parameters, code.registerCount, false)
  }

  /** A tier by a linear congruential generator: the same seed, the same choices. */
  private flipCoin(): 'reference' | 'threaded' | 'lazy' {
    this.coinState = (Math.imul(this.coinState, 1664525) + 1013904223) | 0
    const n = ((this.coinState >>> 16) & 0xffff) % 3
    return n === 0 ? 'reference' : n === 1 ? 'threaded' : 'lazy'
  }
}
