// The walker: visits the frames of the fiber, innermost first, on the stack and then in the heap.
//
// It starts from the context block's stack pointer and resume address and climbs by frame sizes:
//
//   base                    procedure | position | register 0 | ... | return address | caller's base
//   resume of this frame    is the return address of its callee, or the context block's `resume`
//
// Needs: a fiber at a safepoint (docs/frames.md). One view is reused for all frames.

import { assert } from '../base/index.ts'
import { type Heap, kindOfHeader, kinds, type Slot } from '../heap/index.ts'
import { contextOffsets } from './context-block.ts'
import type { FrameMap, FrameMaps } from './frame-maps.ts'

/** A frame as the walker shows it. Valid during the visit only. */
export interface FrameView {
  /** Slot of the frame's first word, the procedure. */
  base: Slot
  /** Where the frame goes on (cage offset). */
  resume: number
  map: FrameMap
  /** The frame is a copy in a heap frame object. */
  onHeap: boolean
}

/** Called for each frame; 'stop' ends the walk. */
export type FrameVisitor = (frame: FrameView) => 'stop' | undefined

/** What the walker and the stack's captures need of a VM. */
export interface FrameRuntime {
  readonly heap: Heap
  readonly maps: FrameMaps
  /** Cage offset of the fiber's context block. */
  readonly context: number
  /** Cage offset behind the highest word of the stack. */
  readonly stackTop: number
}

/** Slots of a heap frame's fields, from its header (runtime/stack-capture.ts). */
export const heapFrameSlots = { next: 2, resume: 4, bytes: 6, words: 8 } as const

/** Calls `visit` for all frames until it returns 'stop'. */
export function walkFrames(runtime: FrameRuntime, visit: FrameVisitor): void {
  let isStopped = false
  const view = walkStackFrames(runtime, (frame) => {
    isStopped = visit(frame) === 'stop'
    return isStopped ? 'stop' : undefined
  })
  if (isStopped || view.resume !== runtime.maps.stubs.underflow) return
  const { heap } = runtime
  let frame = heap.low((runtime.context + contextOffsets.heapFrames) >>> 2)
  while (frame !== 0) {
    assert(kindOfHeader(heap.headerOf(frame)) === kinds.frame.number, 'not a heap frame')
    const at = (frame >>> 3) << 1
    view.base = at + heapFrameSlots.words
    view.resume = heap.low(at + heapFrameSlots.resume) >>> 0
    view.map = runtime.maps.mapOf(view.base, view.resume)
    view.onHeap = true
    if (visit(view) === 'stop') return
    frame = heap.low(at + heapFrameSlots.next)
  }
}

/**
 * The same for the frames on the stack alone. Afterwards the view's `resume` says what the bottom
 * of the stack is: halt, underflow, or 0 if no fiber has run yet.
 */
export function walkStackFrames(runtime: FrameRuntime, visit: FrameVisitor): FrameView {
  const { heap, maps, context, stackTop } = runtime
  const { halt, underflow } = maps.stubs
  let base = heap.low((context + contextOffsets.stackPointer) >>> 2) >>> 0
  let resume = heap.low((context + contextOffsets.resume) >>> 2) >>> 0
  // There is no map before the first frame; nobody sees the view before it has one.
  const view: FrameView = { base: 0, resume, map: null as unknown as FrameMap, onHeap: false }
  while (resume !== halt && resume !== underflow && resume !== 0) {
    view.base = base >>> 2
    view.resume = resume
    view.map = maps.mapOf(view.base, resume)
    const returnAddress = base + view.map.frameBytes
    assert(returnAddress < stackTop, 'a frame lies beyond the top of the stack')
    if (visit(view) === 'stop') return view
    base = returnAddress + 8
    resume = heap.low(returnAddress >>> 2) >>> 0
  }
  view.resume = resume
  return view
}

/** Calls `visit` for each live word of the frame at `base` that goes on at `resume`. */
export function visitFrameWords(
  maps: FrameMaps,
  base: Slot,
  resume: number,
  visit: (slot: Slot) => void,
): void {
  const { words } = maps.mapOf(base, resume)
  for (let i = 0; i < words.length; i++) visit(base + (words[i] as number))
}
