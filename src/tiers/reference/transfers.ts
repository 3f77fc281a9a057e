// Calls and returns that generated code does not do in line, and going on at a frame.
//
// What comes next is answered as a case number or an action (layout.ts); r and p are left in S.

import { type ContextField, contextOffsets } from '../../runtime/index.ts'
import type { Entries } from './entries.ts'
import { actions, caseOf, cellSlots, type EngineLayout, frameSlots } from './layout.ts'
import type { ReferenceMachine } from './machine.ts'
import type { Safepoints } from './safepoints.ts'

export interface Transfers {
  /** Continues the frame that the context block names, at its position. */
  resumeFrame(): number
  /** The case of the op at p, after an entry. */
  firstCase(): number
  startCall(r: number, p: number, k: number, callee: number, args: number, count: number): number
  startTailcall(r: number, callee: number, args: number, count: number): number
  finishReturn(r: number, low: number, high: number): number
  /** Moves `count` words from slot `from` to slot `to`; the runs may overlap. */
  moveWords(to: number, from: number, count: number): void
}

/** `state` is the array that generated text calls S. */
export function makeTransfers(
  machine: ReferenceMachine,
  layout: EngineLayout,
  state: Int32Array,
  { leaveAt }: Safepoints,
  { fillCall, enterCall }: Entries,
): Transfers {
  const { heap, handlerMap } = machine
  const { stubs } = machine.maps
  const M = heap.i32
  const slot = (field: ContextField) => (machine.context + contextOffsets[field]) >>> 2
  const stackPointer = slot('stackPointer')
  const resume = slot('resume')

  /** Slot of the return address of the frame with register 0 at `r`. */
  function returnSlot(r: number): number {
    const cell = heap.low(heap.fieldSlot(heap.low(r + frameSlots.procedure), 0)) >>> 2
    return r + frameSlots.procedure + (heap.low(cell + cellSlots.frameBytes) >>> 2)
  }

  function opcodeAt(p: number): number {
    const low = heap.low(p)
    if (handlerMap === null) return low >>> 4
    return handlerMap.opcodes[(low - handlerMap.handlerBase) >>> 4] as number
  }

  function resumeFrame(): number {
    const r = (heap.low(stackPointer) >>> 2) - frameSlots.procedure
    const p = heap.low(r + frameSlots.position) >>> 2
    state[0] = r
    state[1] = p
    return caseOf(layout, opcodeAt(p), heap.high(r + frameSlots.position))
  }

  return {
    resumeFrame,
    firstCase: () => opcodeAt(state[1] as number),

    startCall(r, p, k, callee, args, count) {
      leaveAt(r, p, k)
      heap.setPointer(r + frameSlots.returnAddress, stubs.referenceReturn)
      fillCall(callee, args, count)
      heap.setPointer(stackPointer, (r + frameSlots.returnAddress) << 2)
      return enterCall()
    },

    startTailcall(r, callee, args, count) {
      fillCall(callee, args, count)
      heap.setPointer(stackPointer, returnSlot(r) << 2)
      return enterCall()
    },

    finishReturn(r, low, high) {
      const at = returnSlot(r)
      const returnAddress = heap.low(at) >>> 0
      heap.setWord(layout.result, low, high)
      heap.setPointer(stackPointer, (at + 2) << 2)
      heap.setPointer(resume, returnAddress)
      if (returnAddress === stubs.referenceReturn) return resumeFrame()
      if (returnAddress === stubs.halt) return actions.halt
      return returnAddress === stubs.underflow ? actions.underflow : actions.nativeReturn
    },

    moveWords(to, from, count) {
      if (to <= from) {
        for (let i = 0; i < 2 * count; i++) M[to + i] = M[from + i] as number
      } else {
        for (let i = 2 * count - 1; i >= 0; i--) M[to + i] = M[from + i] as number
      }
    },
  }
}
