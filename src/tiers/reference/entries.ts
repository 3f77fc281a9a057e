// Entering a procedure in full: from the call in the context block, whatever its arguments are.
//
// The return address lies at the context block's stack pointer. The callee's frame is built below
// it, after a rest list has been made and the stack has been moved to the heap if there is no room;
// during both the walker sees the caller's frame on top.

import { MAX_ARGUMENTS } from '../../ops/index.ts'
import {
  type Code,
  type ContextField,
  captureStack,
  contextOffsets,
  frameBytes,
} from '../../runtime/index.ts'
import { actions, type EngineLayout, frameSlots } from './layout.ts'
import type { ReferenceMachine } from './machine.ts'
import type { Safepoints } from './safepoints.ts'

export interface Entries {
  /** Describes a call with `count` arguments from slot `args` on in the context block. */
  fillCall(callee: number, args: number, count: number): void
  /** Enters the call in the context block if this engine runs the callee. */
  enterCall(): number
  /** Enters it in any case; r and p are in `state`. */
  enterHere(): number
}

/** `state` is the array that generated text calls S. */
export function makeEntries(
  machine: ReferenceMachine,
  layout: EngineLayout,
  state: Int32Array,
  { poll }: Safepoints,
): Entries {
  const { heap } = machine
  const slot = (field: ContextField) => (machine.context + contextOffsets[field]) >>> 2
  const stackPointer = slot('stackPointer')
  const resume = slot('resume')
  const procedure = slot('procedure')
  const argumentCount = slot('argumentCount')
  const argumentSlots = Array.from({ length: MAX_ARGUMENTS }, (_, i) => machine.callArgument(i))

  /** Makes the rest list, or raises the arity error. */
  function fitArguments(code: Code, at: number): void {
    const returnAddress = heap.low(at >>> 2)
    heap.setPointer(stackPointer, at + 8)
    heap.setPointer(resume, returnAddress)
    machine.makeRestList(code)
  }

  /** The base of the callee's frame below the return address at `at`. */
  function findRoom(code: Code, at: number): number {
    const size = frameBytes(code.registerCount)
    let base = at - size
    while (base < machine.watch.stackLimit) base = captureStack(machine, at) - size
    return base
  }

  function charge(r: number, p: number): void {
    const left = heap.low(layout.fuel) - 1
    heap.setWord(layout.fuel, left, 0)
    if (left < 0) poll(r, p, 0)
  }

  function enter(code: Code): number {
    const at = heap.low(stackPointer) >>> 0
    const isExact = heap.low(argumentCount) === code.parameterCount && !code.hasRest
    if (!isExact && !machine.takeRestList()) fitArguments(code, at)
    const r = (findRoom(code, at) >>> 2) - frameSlots.procedure
    heap.copy(r + frameSlots.procedure, procedure)
    const count = heap.low(argumentCount)
    for (let i = 0; i < count; i++) heap.copy(r + 2 * i, argumentSlots[i] as number)
    heap.setWord(argumentCount, 0, 0)
    state[0] = r
    state[1] = code.unitsStart >>> 2
    charge(r, code.unitsStart >>> 2)
    return actions.next
  }

  return {
    fillCall(callee, args, count) {
      heap.setPointer(procedure, callee)
      heap.setWord(argumentCount, count, 0)
      for (let i = 0; i < count; i++) heap.copy(argumentSlots[i] as number, args + 2 * i)
    },
    enterCall() {
      const code = machine.codeOfProcedure(procedure)
      if (!layout.pure && !machine.isReferenceCell(code.cell)) return actions.nativeEntry
      return enter(code)
    },
    enterHere: () => enter(machine.codeOfProcedure(procedure)),
  }
}
