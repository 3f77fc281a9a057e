// Capturing and reinstating continuations without leaving native code.
//
// Both are entries of procedures of the language (*intrinsics*): whatever is not plain (a frame of the
// reference engine, no room, a wrong argument) goes on at the procedure's ordinary entry, whose body
// asks the driver for the same. Frame sizes come from the table of call sites (runtime/call-sites.ts).
//
//   capture   (procedure)           calls the helper procedure with it and the captured frames
//   throw     (record, value)       returns value to the frames in the record's first field

import {
  type Assembler,
  CC,
  I,
  type Label,
  R8,
  R9,
  R10,
  R14,
  RAX,
  RBP,
  RBX,
  RCX,
  RDI,
  RDX,
  RSI,
  RSP,
} from '../../asm/index.ts'
import { ALLOCATION, CAGE, CONTEXT, SCRATCH } from '../../backend/index.ts'
import { TAG } from '../../expr/index.ts'
import { HEADER_HIGH, headerLow, kinds, objectField, PROCEDURE_CELL } from '../../heap/index.ts'
import { NUMBER_OFFSET, SITE_BYTES, SITE_FRAME_SIZE } from '../call-sites.ts'
import { cellOffsets } from '../code-cell.ts'
import { contextOffsets as context } from '../context-block.ts'
import { heapFrameSlots } from '../walker.ts'

/** The fixed addresses that the routines compare with and go to (cage offsets). */
export interface StackEnds {
  /** The word that holds the lowest return address. */
  readonly bottom: number
  readonly underflow: number
  readonly halt: number
  /** Table of call sites by number. */
  readonly callSites: number
}

/** Bytes 0F 1F 80 of the NOP behind a call, and the mask of three bytes. */
const NOP_BYTES = 0x801f0f
const NOP_MASK = 0xffffff
const TAG_MASK = 7
const KIND_MASK = 0xf8
const HEAP_FRAME_BYTES = 4 * heapFrameSlots.words

/** Goes on at the ordinary entry of the procedure in RBX. */
function emitFallback(asm: Assembler, fallback: Label): void {
  asm.bind(fallback)
  asm.rm(I.mov, R10, RBX, PROCEDURE_CELL)
  asm.m(I.jmp, R10, cellOffsets.behindArity)
}

/** RAX = the return address at RSI; to `end` if it is one of the stack's bottom. */
function emitReturnAddress(asm: Assembler, ends: StackEnds, end: Label): void {
  asm.rm(I.mov, RAX, RSI, 0)
  asm.ri(I.cmp32, RAX, ends.underflow | 0)
  asm.jcc(CC.E, end)
  asm.ri(I.cmp32, RAX, ends.halt | 0)
  asm.jcc(CC.E, end)
}

/** RDX = size of the frame above RSI that goes on at RAX, behind a call site. Clobbers R9. */
function emitFrameSize(asm: Assembler, ends: StackEnds): void {
  const known = asm.newLabel()
  asm.rm(I.mov32, RDX, RAX, NUMBER_OFFSET)
  asm.rmx(I.mov32, RDX, CAGE, RDX, SITE_BYTES, ends.callSites + SITE_FRAME_SIZE)
  asm.ri(I.sub32, RDX, 1)
  asm.jcc(CC.AE, known)
  asm.rm(I.mov, R9, RSI, 8)
  asm.rm(I.mov, R9, R9, PROCEDURE_CELL)
  asm.rm(I.mov32, RDX, R9, cellOffsets.frameBytes)
  asm.bind(known)
}

export function emitCapture(asm: Assembler, ends: StackEnds): number {
  const at = asm.align(16)
  const fallback = asm.newLabel()
  asm.ri(I.cmp32, R8, 1)
  asm.jcc(CC.NE, fallback)
  emitMeasure(asm, ends, fallback)
  emitCopyFrames(asm, ends)
  emitNewBottom(asm, ends)
  asm.rm(I.mov, R10, RBX, PROCEDURE_CELL)
  asm.rm(I.mov, R9, R10, cellOffsets.helper)
  asm.rm(I.mov, RBX, R9, 0)
  asm.ri(I.mov32, R8, 2)
  asm.rm(I.mov, R10, RBX, PROCEDURE_CELL)
  asm.m(I.jmp, R10, cellOffsets.entry)
  emitFallback(asm, fallback)
  asm.resetLabels()
  return at
}

/** To `fallback` unless all frames can be copied into the room there is. */
function emitMeasure(asm: Assembler, ends: StackEnds, fallback: Label): void {
  const next = asm.newLabel()
  const done = asm.newLabel()
  asm.rr(I.mov, RSI, RSP)
  asm.rr(I.mov, RCX, ALLOCATION)
  asm.bind(next)
  emitReturnAddress(asm, ends, done)
  asm.rm(I.mov32, RDX, RAX, 0)
  asm.ri(I.and32, RDX, NOP_MASK)
  asm.ri(I.cmp32, RDX, NOP_BYTES)
  asm.jcc(CC.NE, fallback)
  emitFrameSize(asm, ends)
  asm.rr(I.add, RCX, RDX)
  asm.ri(I.add, RCX, HEAP_FRAME_BYTES)
  asm.rr(I.add, RSI, RDX)
  asm.ri(I.add, RSI, 8)
  asm.jmp(next)
  asm.bind(done)
  asm.rm(I.cmp, RCX, CONTEXT, context.allocationLimit)
  asm.jcc(CC.A, fallback)
}

/** Each frame becomes a heap frame, linked from the newest on; R14 is the address of the link. */
function emitCopyFrames(asm: Assembler, ends: StackEnds): void {
  const next = asm.newLabel()
  const words = asm.newLabel()
  const copied = asm.newLabel()
  const done = asm.newLabel()
  asm.rr(I.mov, RSI, RSP)
  asm.rm(I.mov, RBP, CONTEXT, context.heapFrames)
  asm.rm(I.lea, R14, CONTEXT, context.heapFrames)
  asm.bind(next)
  emitReturnAddress(asm, ends, done)
  emitFrameSize(asm, ends)
  asm.rr(I.mov32, R9, RDX)
  asm.ri(I.shl, R9, 5)
  asm.ri(I.add32, R9, headerLow(kinds.frame.number, heapFrameSlots.words / 2 - 1))
  asm.mr(I.mov32, ALLOCATION, 0, R9)
  asm.mi(I.mov32, ALLOCATION, 4, HEADER_HIGH)
  asm.rm(I.lea, R9, ALLOCATION, TAG.object)
  asm.mr(I.mov, R14, 0, R9)
  asm.rm(I.lea, R14, ALLOCATION, 4 * heapFrameSlots.next)
  asm.rr(I.mov32, RAX, RAX)
  asm.mr(I.mov, ALLOCATION, 4 * heapFrameSlots.resume, RAX)
  asm.mr(I.mov, ALLOCATION, 4 * heapFrameSlots.bytes, RDX)
  asm.rr(I.mov, R9, RDX)
  asm.bind(words)
  asm.ri(I.sub, R9, 8)
  asm.jcc(CC.B, copied)
  asm.rmx(I.mov, R10, RSI, R9, 1, 8)
  asm.mxr(I.mov, ALLOCATION, R9, 1, HEAP_FRAME_BYTES, R10)
  asm.jmp(words)
  asm.bind(copied)
  asm.rr(I.add, RSI, RDX)
  asm.ri(I.add, RSI, 8)
  asm.rr(I.add, ALLOCATION, RDX)
  asm.ri(I.add, ALLOCATION, HEAP_FRAME_BYTES)
  asm.jmp(next)
  asm.bind(done)
  asm.mr(I.mov, R14, 0, RBP)
}

/** The stack is empty; RSI = the newest heap frame. */
function emitNewBottom(asm: Assembler, ends: StackEnds): void {
  const hasFrames = asm.newLabel()
  asm.rm(I.lea, RSP, CAGE, ends.bottom)
  asm.rm(I.mov, RSI, CONTEXT, context.heapFrames)
  asm.leaAddress(SCRATCH, ends.underflow)
  asm.rr(I.test, RSI, RSI)
  asm.jcc(CC.NE, hasFrames)
  asm.leaAddress(SCRATCH, ends.halt)
  asm.bind(hasFrames)
  asm.mr(I.mov, RSP, 0, SCRATCH)
}

/** To `fallback` unless `word` points to an object of `kind`. Clobbers RCX. */
function emitCheckKind(asm: Assembler, word: number, kind: number, fallback: Label): void {
  asm.rr(I.mov32, RCX, word)
  asm.ri(I.and32, RCX, TAG_MASK)
  asm.ri(I.cmp32, RCX, TAG.object)
  asm.jcc(CC.NE, fallback)
  asm.rm(I.mov32, RCX, word, -TAG.object)
  asm.ri(I.and32, RCX, KIND_MASK)
  asm.ri(I.cmp32, RCX, kind << 3)
  asm.jcc(CC.NE, fallback)
}

export function emitThrow(asm: Assembler, ends: StackEnds): number {
  const at = asm.align(16)
  const fallback = asm.newLabel()
  const checked = asm.newLabel()
  asm.ri(I.cmp32, R8, 2)
  asm.jcc(CC.NE, fallback)
  emitCheckKind(asm, RDI, kinds.record.number, fallback)
  asm.rm(I.mov, R9, RDI, objectField(1))
  asm.rr(I.test, R9, R9)
  asm.jcc(CC.E, checked)
  emitCheckKind(asm, R9, kinds.frame.number, fallback)
  asm.bind(checked)
  asm.mr(I.mov, CONTEXT, context.heapFrames, R9)
  asm.rr(I.mov, RAX, RSI)
  asm.rm(I.lea, RSP, CAGE, ends.bottom + 8)
  asm.rr(I.test, R9, R9)
  asm.jccTo(CC.E, ends.halt)
  asm.jmpTo(ends.underflow)
  emitFallback(asm, fallback)
  asm.resetLabels()
  return at
}
