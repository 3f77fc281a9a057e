// The guard of one thread: its process block, its alternate signal stack, and the calls for both.
//
// Made when the thread first enters machine code. Signals arrive on the guest's stack otherwise, where
// there may be no room, and faults in guest code would end the process.

import {
  type BlockCode,
  blockWords,
  FIRST_CAGE,
  openProcessBlock,
  type ProcessBlock,
} from './process-block.ts'
import { loadSignalCalls, type SignalAction, type SignalCalls, signals } from './signal-calls.ts'
import { mapFlag, protection, type SystemCalls } from './system-calls.ts'

/** More than the largest frame a signal handler of Node's was seen to take (6 KiB). */
const ALTERNATE_STACK_BYTES = 64 * 1024
const CAGE_STEP = 2 ** 33

/** The signals that a fault in machine code raises. */
const faultSignals = [
  signals.segment,
  signals.bus,
  signals.illegal,
  signals.trap,
  signals.arithmetic,
] as const

/** Makes the code of the process block, for its address and the address of the code. */
export type EmitBlockCode = (block: number, code: number) => BlockCode

export class Guard {
  readonly block: ProcessBlock
  readonly signalCalls: SignalCalls
  readonly calls: SystemCalls
  readonly isMainThread: boolean

  constructor(calls: SystemCalls, emit: EmitBlockCode) {
    this.calls = calls
    this.signalCalls = loadSignalCalls(calls)
    this.block = openProcessBlock(calls, emit, (block) => this.#installFaultHandler(block))
    this.#giveAlternateStack()
    this.isMainThread = this.signalCalls.isMainThread()
  }

  /** From now on faults in cage `number` lead to its fault exit, and it can be poked. */
  enterCage(number: number): void {
    const { i32 } = this.block
    const end = blockWords.cageEnd / 4
    for (let now = Atomics.load(i32, end); now <= number; now = Atomics.load(i32, end)) {
      Atomics.compareExchange(i32, end, now, number + 1)
    }
    Atomics.store(i32, this.block.cageSlot(number, 'live'), 1)
  }

  leaveCage(number: number): void {
    this.stopPoking(number)
    Atomics.store(this.block.i32, this.block.cageSlot(number, 'live'), 0)
  }

  /** The limit of cage `number` is poisoned every few milliseconds until `stopPoking`. */
  startPoking(number: number): void {
    const { block } = this
    Atomics.store(block.i32, block.cageSlot(number, 'misses'), 0)
    if (Atomics.exchange(block.i32, block.cageSlot(number, 'poke'), 1) === 1) return
    const others = Atomics.add(block.i32, blockWords.pokeCount / 4, 1)
    if (Atomics.exchange(block.i32, blockWords.poker / 4, 1) === 0) {
      this.signalCalls.startThread(block.handler('pokerEntry'))
    } else if (others === 0) this.signalCalls.wake(block.address + blockWords.pokeCount)
  }

  stopPoking(number: number): void {
    const { block } = this
    if (Atomics.exchange(block.i32, block.cageSlot(number, 'poke'), 0) === 0) return
    Atomics.sub(block.i32, blockWords.pokeCount / 4, 1)
  }

  /** Writes `value` to the int32 at `offset` of cage `number`, perhaps another thread's, if it is live. */
  store(number: number, offset: number, value: number): void {
    if (Atomics.load(this.block.i32, this.block.cageSlot(number, 'live')) === 0) return
    const address = (FIRST_CAGE + number) * CAGE_STEP + offset
    Atomics.store(new Int32Array(this.calls.view(address, 4)), 0, value)
  }

  /** How often Ctrl-C came since the last call of this. */
  takeInterrupts(): number {
    const slot = blockWords.interrupts / 4
    // A load first: polls are frequent, and an exchange takes the line from the other threads.
    if (Atomics.load(this.block.i32, slot) === 0) return 0
    return Atomics.exchange(this.block.i32, slot, 0)
  }

  /** Lets the block's interrupt handler serve Ctrl-C; `restoreInterrupts` takes the result. */
  catchInterrupts(): SignalAction {
    return this.signalCalls.setHandler(signals.interrupt, this.block.handler('interruptHandler'))
  }

  restoreInterrupts(action: SignalAction): void {
    this.signalCalls.restore(signals.interrupt, action)
  }

  #installFaultHandler(block: ProcessBlock): void {
    const handler = block.handler('faultHandler')
    for (const signal of faultSignals) {
      // Known before the handler may need it.
      block.setReplaced(signal, this.signalCalls.actionOf(signal).handler)
      this.signalCalls.setHandler(signal, handler)
    }
  }

  #giveAlternateStack(): void {
    if (this.signalCalls.hasAlternateStack()) return
    const length = ALTERNATE_STACK_BYTES
    const flags = mapFlag.private | mapFlag.anonymous | mapFlag.noReserve
    const address = this.calls.map({ address: 0, length, protection: protection.readWrite, flags })
    this.signalCalls.setAlternateStack(address, length)
  }
}
