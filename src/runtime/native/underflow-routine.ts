// The return address at the bottom of a stack with heap frames below it: puts the newest one back.
//
// The same as `restoreFrame` (runtime/stack-capture.ts), without leaving native code. The value that
// is returned stays in its register; a frame of the reference engine goes on at a stub of its own.

import { type Assembler, CC, I, R9, R10, RBP, RCX, RSP } from '../../asm/index.ts'
import { CAGE, CONTEXT, SCRATCH } from '../../backend/index.ts'
import { TAG } from '../../expr/index.ts'
import { contextOffsets as context } from '../context-block.ts'
import { heapFrameSlots } from '../walker.ts'

/** Byte offset of a heap frame's field from its tagged address. */
const field = (slots: number) => 4 * slots - TAG.object

/** Emits it; `bottom` is the cage offset of the word that holds the lowest return address. */
export function emitUnderflow(asm: Assembler, bottom: number, halt: number): number {
  const at = asm.align(16)
  const hasMore = asm.newLabel()
  const copy = asm.newLabel()
  const copied = asm.newLabel()
  asm.rm(I.mov, R9, CONTEXT, context.heapFrames)
  asm.rm(I.mov32, RCX, R9, field(heapFrameSlots.bytes))
  asm.rm(I.mov, R10, R9, field(heapFrameSlots.next))
  asm.mr(I.mov, CONTEXT, context.heapFrames, R10)
  asm.leaAddress(SCRATCH, at)
  asm.rr(I.test, R10, R10)
  asm.jcc(CC.NE, hasMore)
  asm.leaAddress(SCRATCH, halt)
  asm.bind(hasMore)
  asm.rm(I.lea, RSP, CAGE, bottom)
  asm.mr(I.mov, RSP, 0, SCRATCH)
  asm.rr(I.sub, RSP, RCX)
  asm.bind(copy)
  asm.ri(I.sub, RCX, 8)
  asm.jcc(CC.B, copied)
  asm.rmx(I.mov, RBP, R9, RCX, 1, field(heapFrameSlots.words))
  asm.mxr(I.mov, RSP, RCX, 1, 0, RBP)
  asm.jmp(copy)
  asm.bind(copied)
  asm.rm(I.mov32, R10, R9, field(heapFrameSlots.resume))
  asm.rr(I.add, R10, CAGE)
  asm.r(I.jmp, R10)
  asm.resetLabels()
  return at
}
