// The calling sequence in full: calls and returns that the engine's generated code does not do in
// line, entries from the driver, and everything that can collect or raise.
//
// The frame is complete (position, procedure) before anything here can collect, so that walker and
// collector see it. What comes next is answered as a case number or an action; r and p are in S.

import { PROCEDURE_CELL } from '../../heap/index.ts'
import {
  type Code,
  type ContextField,
  captureStack,
  contextOffsets,
  frameBytes,
  MAX_CALL_ARGUMENTS,
} from '../../runtime/index.ts'
import { actions, caseOf, cellSlots, type EngineLayout, frameSlots } from './layout.ts'
import type { ReferenceMachine } from './machine.ts'

export interface Transfers {
  /** Continues the frame that the context block names, at its position. */
  resumeFrame(): number
  /** The case of the op at p, after an entry. */
  firstCase(): number
  /** Enters the call in the context block. */
  enterCall(): number
  startCall(r: number, p: number, k: number, callee: number, args: number, count: number): number
  startTailcall(r: number, p: number, callee: number, args: number, count: number): number
  finishReturn(r: number, low: number, high: number): number
  /** Moves `count` words from slot `from` to slot `to`; the runs may overlap. */
  moveWords(to: number, from: number, count: number): void
  collect(r: number, p: number, k: number, bytes: number): void
  serve(request: number, count: number, r: number, p: number, k: number): void
  poll(r: number, p: number, k: number): void
}

/** The calling sequence of one VM; `state` is the array that generated text calls S. */
export function makeTransfers(
  machine: ReferenceMachine,
  layout: EngineLayout,
  state: Int32Array,
): Transfers {
  const { heap, maps } = machine
  const { stubs } = maps
  const M = heap.i32
  const slot = (field: ContextField) => (machine.context + contextOffsets[field]) >>> 2
  const stackPointer = slot('stackPointer')
  const resume = slot('resume')
  const procedure = slot('procedure')
  const argumentCount = slot('argumentCount')
  const requestArgumentCount = slot('requestArgumentCount')
  const argumentSlots = Array.from({ length: MAX_CALL_ARGUMENTS }, (_, i) =>
    machine.callArgument(i),
  )

  /** The frame with register 0 at `r` waits at (p, k). */
  function leaveAt(r: number, p: number, k: number): void {
    heap.setWord(r + frameSlots.position, p << 2, k)
    heap.setPointer(stackPointer, (r + frameSlots.procedure) << 2)
    heap.setPointer(resume, stubs.referenceReturn)
  }

  function fillCall(callee: number, args: number, count: number): void {
    heap.setPointer(procedure, callee)
    heap.setWord(argumentCount, count, 0)
    for (let i = 0; i < count; i++) heap.copy(argumentSlots[i] as number, args + 2 * i)
  }

  /** Slot of the return address of the frame with register 0 at `r`. */
  function returnSlot(r: number): number {
    const cell =
      (M[((M[r + frameSlots.procedure] as number) + PROCEDURE_CELL) >>> 2] as number) >>> 2
    return r + frameSlots.procedure + ((M[cell + cellSlots.frameBytes] as number) >>> 2)
  }

  /** Makes the rest list; the walker sees the caller's frame meanwhile. */
  function fitArguments(code: Code, at: number): void {
    const returnAddress = heap.low(at >>> 2)
    heap.setPointer(stackPointer, at + 8)
    heap.setPointer(resume, returnAddress)
    machine.makeRestList(code)
  }

  /** Room for the callee's frame below the return address at `at`; its base. May move the stack. */
  function makeFrame(code: Code, at: number): number {
    const size = frameBytes(code.registerCount)
    let base = at - size
    while (base < heap.low(layout.stackLimit) >>> 0) base = captureStack(machine, at) - size
    return base
  }

  function resumeFrame(): number {
    const r = (heap.low(stackPointer) >>> 2) - frameSlots.procedure
    const p = heap.low(r + frameSlots.position) >>> 2
    state[0] = r
    state[1] = p
    return caseOf(layout, opcodeAt(p), heap.high(r + frameSlots.position))
  }

  function opcodeAt(p: number): number {
    const low = heap.low(p)
    const { handlerMap } = machine
    if (handlerMap === null) return low >>> 4
    return handlerMap.opcodes[(low - handlerMap.handlerBase) >>> 4] as number
  }

  function enterCall(): number {
    const code = machine.codeOfProcedure(procedure)
    if (!layout.pure && !machine.isReferenceCell(code.cell)) return actions.nativeEntry
    return enterFrame(code)
  }

  function enterFrame(code: Code): number {
    const at = heap.low(stackPointer) >>> 0
    const isExact = heap.low(argumentCount) === code.parameterCount && !code.hasRest
    if (!isExact) fitArguments(code, at)
    const r = (makeFrame(code, at) >>> 2) - frameSlots.procedure
    heap.copy(r + frameSlots.procedure, procedure)
    const count = heap.low(argumentCount)
    for (let i = 0; i < count; i++) heap.copy(r + 2 * i, argumentSlots[i] as number)
    heap.setWord(argumentCount, 0, 0)
    state[0] = r
    state[1] = code.unitsStart >>> 2
    return actions.next
  }

  return {
    resumeFrame,
    firstCase: () => opcodeAt(state[1] as number),

    enterCall: () => enterFrame(machine.codeOfProcedure(procedure)),

    startCall(r, p, k, callee, args, count) {
      leaveAt(r, p, k)
      heap.setPointer(r + frameSlots.returnAddress, stubs.referenceReturn)
      fillCall(callee, args, count)
      heap.setPointer(stackPointer, (r + frameSlots.returnAddress) << 2)
      return enterCall()
    },

    startTailcall(r, _p, callee, args, count) {
      fillCall(callee, args, count)
      heap.setPointer(stackPointer, returnSlot(r) << 2)
      return enterCall()
    },

    finishReturn(r, low, high) {
      const at = returnSlot(r)
      const returnAddress = heap.low(at)
      heap.setWord(layout.result, low, high)
      heap.setPointer(stackPointer, (at + 2) << 2)
      heap.setPointer(resume, returnAddress)
      if (returnAddress === layout.referenceReturn) return resumeFrame()
      if (returnAddress === (stubs.halt | 0)) return actions.halt
      return returnAddress === (stubs.underflow | 0) ? actions.underflow : actions.nativeReturn
    },

    moveWords(to, from, count) {
      if (to <= from) {
        for (let i = 0; i < 2 * count; i++) M[to + i] = M[from + i] as number
      } else {
        for (let i = 2 * count - 1; i >= 0; i--) M[to + i] = M[from + i] as number
      }
    },

    collect(r, p, k, bytes) {
      leaveAt(r, p, k)
      machine.collect(bytes)
    },

    serve(request, count, r, p, k) {
      leaveAt(r, p, k)
      heap.setWord(requestArgumentCount, count, 0)
      machine.serve(request)
      heap.setWord(requestArgumentCount, 0, 0)
    },

    poll(r, p, k) {
      leaveAt(r, p, k)
    },
  }
}
