// Moving frames between the stack and the heap, so that memory alone bounds recursion.
//
// On overflow `captureStack` copies every frame to a heap object of its own, linked from the newest
// to the oldest, and the stack starts again at its top with the underflow stub as return address.
// When that stub is returned to, `restoreFrame` copies one frame back. Heap frames never change, so
// several continuations may share them.
//
//   heap frame    header (kind 7) | next heap frame or 0 | resume | bytes | the frame's words ...
//
// `resume` and `bytes` are raw low halves. The frame's own return address is not copied: the next
// heap frame's `resume` says the same.
//
//   stack after a capture:   stackTop - 8: underflow        after a restore:  frame | underflow
//   (the last frame of the chain gets the halt stub instead)

import { assert } from '../base/index.ts'
import { TAG } from '../expr/index.ts'
import { HEADER_HIGH, type Heap, headerLow, kinds } from '../heap/index.ts'
import { contextOffsets } from './context-block.ts'
import { GuestError } from './language.ts'
import { type FrameRuntime, type FrameView, heapFrameSlots, walkStackFrames } from './walker.ts'

const heapFrameBytes = (bytes: number) => heapFrameSlots.words * 4 + bytes

/**
 * Empties the stack into heap frames. A call has just pushed its return address at `stackPointer`
 * and the callee's frame does not fit; the call's procedure and arguments are in the context block.
 * Returns the stack pointer with which the callee is entered again. May collect. A guest error if
 * memory is out or there is nothing to move.
 */
export function captureStack(runtime: FrameRuntime, stackPointer: number): number {
  const { heap, context, stackTop, maps } = runtime
  const setAddress = (field: 'stackPointer' | 'resume', offset: number) =>
    heap.setPointer((context + contextOffsets[field]) >>> 2, offset)
  setAddress('stackPointer', stackPointer + 8)
  setAddress('resume', heap.low(stackPointer >>> 2))
  let bytes = 0
  walkStackFrames(runtime, (frame) => {
    bytes += heapFrameBytes(frame.map.frameBytes)
  })
  if (bytes === 0)
    throw new GuestError('stack-overflow', 'one frame is larger than the stack', true)
  heap.reserve(bytes)
  copyFrames(runtime)
  heap.setPointer((stackTop - 8) >>> 2, maps.stubs.underflow)
  setAddress('stackPointer', stackTop)
  setAddress('resume', maps.stubs.underflow)
  return stackTop - 8
}

/**
 * Moves all frames but the newest to the heap and the newest to the top of the stack; what is then
 * in `heapFrames` is the continuation of the newest frame. May collect; the fiber waits in a heavy
 * request.
 */
export function captureOlderFrames(runtime: FrameRuntime): void {
  const { heap, context, stackTop, maps } = runtime
  const slotOf = (field: keyof typeof contextOffsets) => (context + contextOffsets[field]) >>> 2
  let bytes = 0
  walkStackFrames(runtime, (frame) => {
    bytes += heapFrameBytes(frame.map.frameBytes)
  })
  heap.reserve(bytes)
  const base = heap.low(slotOf('stackPointer')) >>> 0
  const resume = heap.low(slotOf('resume')) >>> 0
  const size = maps.mapOf(base >>> 2, resume).frameBytes
  const returnAddress = heap.low((base + size) >>> 2) >>> 0
  heap.setPointer(slotOf('stackPointer'), base + size + 8)
  heap.setPointer(slotOf('resume'), returnAddress)
  copyFrames(runtime)
  const newBase = stackTop - 8 - size
  heap.i32.copyWithin(newBase >>> 2, base >>> 2, (base + size) >>> 2)
  startStack(runtime)
  heap.setPointer(slotOf('stackPointer'), newBase)
  heap.setPointer(slotOf('resume'), resume)
}

/** Makes the stack empty: what returns to its bottom goes on in the heap frames, if there are any. */
export function startStack({ heap, context, stackTop, maps }: FrameRuntime): void {
  const slotOf = (field: keyof typeof contextOffsets) => (context + contextOffsets[field]) >>> 2
  const bottom = heap.low(slotOf('heapFrames')) === 0 ? maps.stubs.halt : maps.stubs.underflow
  heap.setPointer((stackTop - 8) >>> 2, bottom)
  heap.setPointer(slotOf('stackPointer'), stackTop)
  heap.setPointer(slotOf('resume'), bottom)
}

/** Copies all frames on the stack in front of the context block's heap frames. */
function copyFrames(runtime: FrameRuntime): void {
  const { heap, context } = runtime
  const heapFrames = (context + contextOffsets.heapFrames) >>> 2
  const olderLow = heap.low(heapFrames)
  const olderHigh = heap.high(heapFrames)
  let link = heapFrames
  walkStackFrames(runtime, (frame) => {
    const at = copyFrame(heap, frame)
    heap.setPointer(link, at | TAG.object)
    link = (at >>> 2) + heapFrameSlots.next
  })
  heap.setWord(link, olderLow, olderHigh)
}

/** A heap frame with `frame`'s words, its link still to be set; the address. Room is reserved. */
function copyFrame(heap: Heap, frame: FrameView): number {
  const bytes = frame.map.frameBytes
  const at = heap.allocate(heapFrameBytes(bytes))
  const slot = at >>> 2
  const fieldCount = heapFrameSlots.words / 2 - 1 + bytes / 8
  heap.setWord(slot, headerLow(kinds.frame.number, fieldCount), HEADER_HIGH)
  heap.setWord(slot + heapFrameSlots.resume, frame.resume, 0)
  heap.setWord(slot + heapFrameSlots.bytes, bytes, 0)
  heap.i32.copyWithin(slot + heapFrameSlots.words, frame.base, frame.base + bytes / 4)
  return at
}

/**
 * Underflow: puts the newest heap frame back on the empty stack and makes it the frame that goes
 * on. The delivered value stays in the context block. Does not collect.
 */
export function restoreFrame(runtime: FrameRuntime): void {
  const { heap, context, stackTop, maps } = runtime
  const contextSlot = (field: keyof typeof contextOffsets) =>
    (context + contextOffsets[field]) >>> 2
  const frame = heap.low(contextSlot('heapFrames'))
  assert(frame !== 0, 'underflow without a heap frame')
  const at = (frame >>> 3) << 1
  const bytes = heap.low(at + heapFrameSlots.bytes)
  const base = stackTop - 8 - bytes
  const words = at + heapFrameSlots.words
  heap.i32.copyWithin(base >>> 2, words, words + bytes / 4)
  const isLast = heap.low(at + heapFrameSlots.next) === 0
  heap.setPointer((stackTop - 8) >>> 2, isLast ? maps.stubs.halt : maps.stubs.underflow)
  heap.copy(contextSlot('heapFrames'), at + heapFrameSlots.next)
  heap.setPointer(contextSlot('stackPointer'), base)
  heap.setPointer(contextSlot('resume'), heap.low(at + heapFrameSlots.resume))
}
