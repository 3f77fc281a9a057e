// The watch over a run: interrupts, limits and faults, and how they stop guest code.
//
// Guest code polls at entries and loop heads by comparing RSP with the context block's limit. Whoever
// wants it to leave poisons the limit: `interrupt`, another thread (`interruptFrom`), the handler of
// Ctrl-C, or the poker, a thread that does it every 2 ms while a time limit needs it. In a worker
// thread the poker always runs, because V8 can only end a thread that comes back to JavaScript.
// The driver then calls `poll`, which restores the limit first and reads the reasons afterwards: one
// that comes in between poisons again. The reference engine counts its polls down in `fuel` and calls
// `poll` when they are used up; machine code counts only if there is a limit on fuel.
// Keeps: nothing is started before a run needs it; code without limits is what it was.

import type { Heap, Slot } from '../heap/index.ts'
import { type Guard, openGuard } from '../memory/index.ts'
import { type ContextField, contextOffsets } from '../runtime/index.ts'
import { emitProcessCode } from '../runtime/native/index.ts'
import { describeFault, type FaultyMachine, VmFault } from './faults.ts'
import { checkLimits, fuelExceeded, interrupted, type RunLimits, timeExceeded } from './limits.ts'
import type { NativeMachine } from './native.ts'

/** Polls of the reference engine between two looks at clock and flags: 4 ms before V8 optimises it. */
const REFERENCE_POLLS = 4000
/** Machine code is poked: it may use any fuel in one go. */
const NATIVE_POLLS = 2 ** 30
const POISON = -1
const SIGNAL_REASON = 'interrupted'

interface WatchedMachine extends FaultyMachine {
  readonly heap: Heap
  readonly context: number
  readonly native: NativeMachine | null
  readonly options: {
    readonly limits: RunLimits
    readonly interruptSignal: boolean
    readonly coin: number | null
  }
}

/** Names a VM for other threads: it can be posted to them. */
export interface InterruptCell {
  /** 1: an interrupt is wanted. */
  readonly flag: SharedArrayBuffer
  /** Number of the cage and offset of the limit in it; null in portable memory. */
  readonly limit: { readonly cage: number; readonly offset: number } | null
}

export class RunWatch {
  /** Lowest address that a frame may have, as the limit says when nobody has poisoned it. */
  readonly stackLimit: number
  private readonly machine: WatchedMachine
  private readonly flag = new Int32Array(new SharedArrayBuffer(4))
  private reason = ''
  private guard: Guard | null = null
  private isArmed = false
  private dead: string | null = null
  private deadline = Infinity
  private fuelLeft = Infinity
  private chunk = 0
  /** Puts back what served Ctrl-C before the run. */
  private release: (() => void) | null = null

  constructor(machine: WatchedMachine) {
    checkLimits(machine.options.limits)
    this.machine = machine
    const { stack, stackHeadroom } = machine.heap.cage.layout
    this.stackLimit = stack.start + stackHeadroom
  }

  private slotOf(field: ContextField): Slot {
    return (this.machine.context + contextOffsets[field]) >>> 2
  }

  /** A run begins: what was asked of earlier ones is forgotten. */
  begin(): void {
    const { machine } = this
    if (this.dead !== null) throw new VmFault(`this VM can run nothing any more: ${this.dead}`)
    const { limits, interruptSignal } = machine.options
    if (machine.native !== null) this.arm(machine.native)
    Atomics.store(this.flag, 0, 0)
    this.restoreLimit()
    this.deadline = limits.timeMs === undefined ? Infinity : performance.now() + limits.timeMs
    this.fuelLeft = limits.fuel ?? Infinity
    this.takeChunk()
    if (machine.native === null || this.guard === null) return
    if (interruptSignal) this.catchSignal(this.guard)
    const needsPoker = limits.timeMs !== undefined || !this.guard.isMainThread
    if (needsPoker) this.guard.startPoking(machine.heap.cage.number)
  }

  /** The run has ended, whatever way. */
  end(): void {
    this.release?.()
    this.release = null
    if (this.machine.native !== null) this.guard?.stopPoking(this.machine.heap.cage.number)
  }

  /** Guest code has left at a poll: a guest error if the run is to stop, else it may go on. */
  poll(): void {
    this.restoreLimit()
    this.checkStop()
    if (this.machine.heap.low(this.slotOf('fuel')) < 0) this.refill()
  }

  /** A guest error if the run is to stop for an interrupt or the time; long work of ours asks it too. */
  checkStop(): void {
    if (Atomics.load(this.flag, 0) !== 0) {
      Atomics.store(this.flag, 0, 0)
      const { reason } = this
      this.reason = ''
      throw interrupted(reason === '' ? SIGNAL_REASON : reason)
    }
    if (this.release !== null && (this.guard?.takeInterrupts() ?? 0) > 0) {
      throw interrupted(SIGNAL_REASON)
    }
    const { limits } = this.machine.options
    if (limits.timeMs !== undefined && performance.now() >= this.deadline) {
      throw timeExceeded(limits.timeMs)
    }
  }

  /** Stops the run that is going on, at its next poll. */
  interrupt(reason: string): void {
    this.reason = reason
    Atomics.store(this.flag, 0, 1)
    Atomics.store(this.machine.heap.i32, this.slotOf('limit'), POISON)
  }

  /** What `interruptFrom` needs in another thread. */
  cell(): InterruptCell {
    const { machine } = this
    const { cage } = machine.heap
    const offset = machine.context + contextOffsets.limit
    const limit = machine.native === null ? null : { cage: cage.number, offset }
    return { flag: this.flag.buffer as SharedArrayBuffer, limit }
  }

  /** The error for the fault that guest code left with; the VM ends. */
  fault(): VmFault {
    this.dead = describeFault(this.machine, (field) => this.slotOf(field))
    return new VmFault(this.dead)
  }

  private restoreLimit(): void {
    this.machine.heap.setPointer(this.slotOf('limit'), this.stackLimit)
  }

  private takeChunk(): void {
    const { native, options } = this.machine
    const most = native === null || options.coin !== null ? REFERENCE_POLLS : NATIVE_POLLS
    this.chunk = Math.min(most, this.fuelLeft)
    this.machine.heap.setWord(this.slotOf('fuel'), this.chunk, 0)
  }

  /** A charge has found nothing left: it is paid from the next chunk, or there is none. */
  private refill(): void {
    const { machine } = this
    this.fuelLeft -= this.chunk
    if (this.fuelLeft <= 0) throw fuelExceeded(machine.options.limits.fuel as number)
    this.takeChunk()
    const slot = this.slotOf('fuel')
    machine.heap.setWord(slot, machine.heap.low(slot) - 1, 0)
    // Short programs of the portable engine leave Ctrl-C alone: koffi takes longer to load than they run.
    if (machine.native !== null || !machine.options.interruptSignal || this.release !== null) return
    this.guard ??= openGuardFor(machine.context)
    if (this.guard !== null) this.catchSignal(this.guard)
  }

  private catchSignal(guard: Guard): void {
    guard.takeInterrupts()
    const action = guard.catchInterrupts()
    this.release = () => guard.restoreInterrupts(action)
  }

  /** The first run of machine code: faults of this cage come to us from now on. */
  private arm(native: NativeMachine): void {
    if (this.isArmed) return
    this.isArmed = true
    const { heap, context } = this.machine
    heap.setPointer(this.slotOf('faultExit'), native.trampoline.faultExit)
    const guard = openGuardFor(context)
    if (guard === null) return
    this.guard = guard
    const { number } = heap.cage
    guard.enterCage(number)
    heap.cage.onDispose(() => guard.leaveCage(number))
  }
}

/** Stops the run of the VM that `cell` names, from any thread of the process. */
export function interruptFrom(cell: InterruptCell): void {
  Atomics.store(new Int32Array(cell.flag), 0, 1)
  if (cell.limit === null) return
  openGuardFor(cell.limit.offset - contextOffsets.limit)?.store(
    cell.limit.cage,
    cell.limit.offset,
    POISON,
  )
}

const openGuardFor = (contextStart: number) =>
  openGuard((block) => emitProcessCode(block, contextStart))
