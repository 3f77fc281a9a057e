// Control transfers: what a runtime procedure may do instead of delivering a value to its op.
//
// A transfer changes where the fiber goes on and leaves a note in `next`; who served the request (the
// driver, or the reference engine by throwing the signal `transferred` to it) looks there. Continuations are
// the stack itself: see runtime/stack-capture.ts and docs/frames.md.

import { IMMEDIATE, TAG } from '../expr/index.ts'
import type { Slot } from '../heap/index.ts'
import { MAX_ARGUMENTS } from '../ops/index.ts'
import {
  type ContextField,
  captureOlderFrames,
  contextOffsets,
  type FrameRuntime,
  startStack,
} from '../runtime/index.ts'

/**
 * How the fiber goes on: with the call in the context block, by a return to the stack's bottom, or
 * with the frame that waits, which has moved.
 */
export type Transfer = 'none' | 'call' | 'call behind arity' | 'return' | 'frame'

/** What transfers need of a VM besides its frames. */
interface ControlRuntime extends FrameRuntime {
  /** Slot of argument `index` of the call in the context block. */
  callArgument(index: number): Slot
  /** Parameters of the procedure at `slot` if it takes a rest list, else -1. */
  parametersBeforeRest(slot: Slot): number
  /** Throws the arity error of the procedure at `slot`. */
  failArity(slot: Slot, count: number): never
}

export class Control {
  next: Transfer = 'none'
  private readonly runtime: ControlRuntime

  constructor(runtime: ControlRuntime) {
    this.runtime = runtime
  }

  private slot(field: ContextField): Slot {
    return (this.runtime.context + contextOffsets[field]) >>> 2
  }

  /** Captures the continuation of the running frame; its frames are the word written to `to`. */
  capture(to: Slot): void {
    const { runtime } = this
    captureOlderFrames(runtime)
    runtime.heap.copy(to, this.slot('heapFrames'))
    this.next = 'frame'
  }

  /** Gives up the stack and returns the word at `value` to the captured frames at `frames`. */
  reinstate(frames: Slot, value: Slot): void {
    const { runtime } = this
    const { heap } = runtime
    heap.copy(this.slot('result'), value)
    heap.copy(this.slot('heapFrames'), frames)
    startStack(runtime)
    this.next = 'return'
  }

  /**
   * Leaves the running frame and calls the procedure at `procedure` with the elements of the
   * proper list at `list`, any number of them. May collect. Throws an arity error.
   */
  apply(procedure: Slot, list: Slot): void {
    const { heap } = this.runtime
    let count = 0
    for (let low = heap.low(list); (low & 7) === TAG.pair; low = heap.low(heap.carSlot(low) + 2))
      count++
    if (count > MAX_ARGUMENTS) this.applyToMany(procedure, list, count)
    else {
      this.placeArguments(heap.low(list), count)
      this.startCall(procedure, count)
    }
  }

  /** More arguments than a call can carry: only a rest list can take them. */
  private applyToMany(procedure: Slot, list: Slot, count: number): void {
    const { runtime } = this
    const { heap } = runtime
    const required = runtime.parametersBeforeRest(procedure)
    if (required < 0) runtime.failArity(procedure, count)
    heap.reserve(16 * (count - required))
    let low = this.placeArguments(heap.low(list), required)
    const rest = runtime.callArgument(required)
    let tail = rest
    for (let i = required; i < count; i++) {
      const at = heap.allocate(16)
      heap.copy(at >>> 2, heap.carSlot(low))
      heap.setPointer(tail, at | TAG.pair)
      tail = (at + 8) >>> 2
      low = heap.low(heap.carSlot(low) + 2)
    }
    heap.setImmediate(tail, IMMEDIATE.null)
    this.startCall(procedure, required + 1)
    this.next = 'call behind arity'
  }

  /** Copies `count` elements of the list `low` to the call's arguments; what is left of the list. */
  private placeArguments(low: number, count: number): number {
    const { heap } = this.runtime
    let rest = low
    for (let i = 0; i < count; i++) {
      heap.copy(this.runtime.callArgument(i), heap.carSlot(rest))
      rest = heap.low(heap.carSlot(rest) + 2)
    }
    return rest
  }

  /** The call, whose arguments are in place, in place of the running frame. */
  private startCall(procedure: Slot, count: number): void {
    const { heap, maps } = this.runtime
    heap.copy(this.slot('procedure'), procedure)
    heap.setWord(this.slot('argumentCount'), count, 0)
    const base = heap.low(this.slot('stackPointer')) >>> 0
    const { frameBytes } = maps.mapOf(base >>> 2, heap.low(this.slot('resume')) >>> 0)
    heap.setPointer(this.slot('stackPointer'), base + frameBytes)
    this.next = 'call'
  }

  /**
   * Calls the procedure at `procedure` with the word at `argument` on top of the frame that waits, as
   * if the request it made were this call.
   */
  interpose(procedure: Slot, argument: Slot): void {
    const { heap } = this.runtime
    const at = (heap.low(this.slot('stackPointer')) >>> 0) - 8
    heap.copy(this.runtime.callArgument(0), argument)
    heap.setWord(this.slot('argumentCount'), 1, 0)
    heap.copy(this.slot('procedure'), procedure)
    heap.copy(at >>> 2, this.slot('resume'))
    heap.setPointer(this.slot('stackPointer'), at)
    this.next = 'call'
  }
}
