// Shifts of exact integers, and bitwise operations on those that are not negative, in machine code.
//
// What two's complement makes of negative integers (digits of a shift to the right, all bitwise operations)
// is left to the driver.

import { type Assembler, CC, I, R10, R14, RAX, RCX, RDX } from '../../../asm/index.ts'
import { CONTEXT } from '../../../backend/index.ts'
import { emitShiftDown, emitShiftUp, emitSwap, loadLimb, storeLimb } from './limb-loops.ts'
import {
  emitOperand,
  emitRoom,
  type IntegerLabels,
  LEFT,
  LEFT_COUNT,
  LEFT_SIGN,
  LIMB_BITS,
  LIMB_BYTES,
  MOST_LIMBS,
  OUT,
  RIGHT,
  RIGHT_COUNT,
  RIGHT_SIGN,
  requestArgument,
  scratch,
} from './operands.ts'

/** log2 of the bits of a limb. */
const LIMB_SHIFT = 6
/** The whole limbs of a shift. */
const WHOLE = R10

/** Emits `arithmetic-shift`. */
export function emitShift(asm: Assembler, labels: IntegerLabels): void {
  const { giveUp, finish } = labels
  const right = asm.newLabel()
  const clear = asm.newLabel()
  const cleared = asm.newLabel()
  emitOperand(asm, requestArgument(0), scratch.left, [LEFT, LEFT_COUNT, LEFT_SIGN], giveUp)
  asm.rm(I.mov, RCX, CONTEXT, requestArgument(1))
  asm.ri(I.test8, RCX, 7)
  asm.jcc(CC.NE, giveUp)
  asm.ri(I.sar, RCX, 3)
  asm.jcc(CC.S, right)
  asm.rr(I.mov, WHOLE, RCX)
  asm.ri(I.shr, WHOLE, LIMB_SHIFT)
  asm.rmx(I.lea, RAX, WHOLE, LEFT_COUNT, 1, 1)
  asm.ri(I.cmp, RAX, MOST_LIMBS)
  asm.jcc(CC.A, giveUp)
  emitRoom(asm, labels)
  asm.rmx(I.lea, R14, OUT, WHOLE, LIMB_BYTES, 0)
  asm.ri(I.and32, RCX, LIMB_BITS - 1)
  emitShiftUp(asm, LEFT, LEFT_COUNT, R14)
  asm.rmx(I.lea, RCX, LEFT_COUNT, WHOLE, 1, 1)
  asm.bind(clear)
  asm.ri(I.sub, WHOLE, 1)
  asm.jcc(CC.B, cleared)
  asm.mxi(I.mov, OUT, WHOLE, LIMB_BYTES, 0, 0)
  asm.jmp(clear)
  asm.bind(cleared)
  asm.jmp(finish)
  asm.bind(right)
  emitShiftRight(asm, labels)
}

/** RCX is the opposite of the bits to go. */
function emitShiftRight(asm: Assembler, labels: IntegerLabels): void {
  const some = asm.newLabel()
  asm.rr(I.test, LEFT_SIGN, LEFT_SIGN)
  asm.jcc(CC.NE, labels.giveUp)
  asm.r(I.neg, RCX)
  asm.rr(I.mov, WHOLE, RCX)
  asm.ri(I.shr, WHOLE, LIMB_SHIFT)
  asm.rr(I.sub, LEFT_COUNT, WHOLE)
  asm.jcc(CC.A, some)
  asm.rr(I.xor32, RAX, RAX)
  asm.jmp(labels.deliver)
  asm.bind(some)
  asm.rr(I.mov, RAX, LEFT_COUNT)
  emitRoom(asm, labels)
  asm.rmx(I.lea, LEFT, LEFT, WHOLE, LIMB_BYTES, 0)
  asm.ri(I.and32, RCX, LIMB_BITS - 1)
  emitShiftDown(asm, LEFT, LEFT_COUNT, OUT)
  asm.rr(I.mov, RCX, LEFT_COUNT)
  asm.jmp(labels.finish)
}

/** Emits a bitwise operation; of `and` the limbs that only one operand has are 0. */
export function emitBitwise(
  asm: Assembler,
  labels: IntegerLabels,
  operation: 'and' | 'or' | 'xor',
): void {
  const ordered = asm.newLabel()
  const common = asm.newLabel()
  const rest = asm.newLabel()
  const tail = asm.newLabel()
  asm.call(labels.decode)
  asm.rr(I.mov, RAX, LEFT_SIGN)
  asm.rr(I.or, RAX, RIGHT_SIGN)
  asm.jcc(CC.NE, labels.giveUp)
  asm.rr(I.cmp, LEFT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.AE, ordered)
  emitSwap(asm)
  asm.bind(ordered)
  asm.rr(I.mov, RAX, LEFT_COUNT)
  emitRoom(asm, labels)
  asm.rr(I.xor32, RCX, RCX)
  asm.bind(common)
  asm.rr(I.cmp, RCX, RIGHT_COUNT)
  asm.jcc(CC.E, tail)
  loadLimb(asm, RDX, LEFT, RCX)
  asm.rmx(I[operation], RDX, RIGHT, RCX, LIMB_BYTES, 0)
  storeLimb(asm, OUT, RCX, RDX)
  asm.ri(I.add, RCX, 1)
  asm.jmp(common)
  asm.bind(rest)
  loadLimb(asm, RDX, LEFT, RCX)
  storeLimb(asm, OUT, RCX, RDX)
  asm.ri(I.add, RCX, 1)
  asm.bind(tail)
  if (operation !== 'and') {
    asm.rr(I.cmp, RCX, LEFT_COUNT)
    asm.jcc(CC.B, rest)
  }
  asm.jmp(labels.finish)
}
