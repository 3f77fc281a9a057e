// Safepoints inside an op: collections, requests and polls, with the frame complete behind them.
//
// The frame's position and the context block's stack pointer and resume address are written before
// anything that can collect or raise: walker and collector then see every frame as it waits.

import { type ContextField, contextOffsets, transferred } from '../../runtime/index.ts'
import { frameSlots } from './layout.ts'
import type { ReferenceMachine } from './machine.ts'

export interface Safepoints {
  /** The frame with register 0 at `r` waits at (p, k). */
  leaveAt(r: number, p: number, k: number): void
  collect(r: number, p: number, k: number, bytes: number): void
  serve(request: number, count: number, r: number, p: number, k: number): void
  /** The limit is poisoned, or the charges are used up. */
  poll(r: number, p: number, k: number): void
}

export function makeSafepoints(machine: ReferenceMachine): Safepoints {
  const { heap, maps } = machine
  const { referenceReturn } = maps.stubs
  const slot = (field: ContextField) => (machine.context + contextOffsets[field]) >>> 2
  const stackPointer = slot('stackPointer')
  const resume = slot('resume')
  const requestArgumentCount = slot('requestArgumentCount')

  function leaveAt(r: number, p: number, k: number): void {
    heap.setWord(r + frameSlots.position, p << 2, k)
    heap.setPointer(stackPointer, (r + frameSlots.procedure) << 2)
    heap.setPointer(resume, referenceReturn)
  }

  return {
    leaveAt,
    collect(r, p, k, bytes) {
      leaveAt(r, p, k)
      machine.collect(bytes)
    },
    serve(request, count, r, p, k) {
      leaveAt(r, p, k)
      heap.setWord(requestArgumentCount, count, 0)
      machine.serve(request)
      if (machine.hasTransfer) throw transferred
      heap.setWord(requestArgumentCount, 0, 0)
    },
    poll(r, p, k) {
      leaveAt(r, p, k)
      machine.watch.poll()
    },
  }
}
