// What the routines for integers share: registers, taking operands apart, making the result.
//
//   LEFT, RIGHT     address of the lowest limb    LEFT_COUNT, RIGHT_COUNT   limbs, the highest not 0
//   OUT             address of the result's       LEFT_SIGN, RIGHT_SIGN     1 if negative
//
// The magnitude of a fixnum is written to the context block. A result is made where the next object will
// lie, with room for its header in front; what it does not need is not allocated. Whoever gives up has
// changed nothing that the driver looks at. RAX, RCX, RDX, RBP and R14 are free for whoever needs them.

import {
  type Assembler,
  CC,
  I,
  type Label,
  R8,
  R9,
  R10,
  R11,
  RAX,
  RBX,
  RCX,
  RDI,
  RDX,
  type Register,
  RSI,
  RSP,
} from '../../../asm/index.ts'
import { ALLOCATION, CONTEXT, RESULT } from '../../../backend/index.ts'
import { TAG } from '../../../expr/index.ts'
import { HEADER_HIGH, headerLow, kinds, objectField } from '../../../heap/index.ts'
import { contextOffsets as context } from '../../context-block.ts'

export const LEFT = RSI
export const LEFT_COUNT = R8
export const LEFT_SIGN = R9
export const RIGHT = RDI
export const RIGHT_COUNT = R10
export const RIGHT_SIGN = R11
export const OUT = RBX

export const LIMB_BYTES = 8
export const LIMB_BITS = 64
/** Header, length and sign. */
export const OVERHEAD = 24
/** Operands of together more limbs are left to the driver, which knows the limits. */
export const MOST_LIMBS = 2 ** 16
/** log2 of the length field, a fixnum of bytes, for one limb. */
const LENGTH_SHIFT = 6
const KIND_BYTE = (kinds.bignum.number << 3) | TAG.header

/** Words of `integerScratch`: two magnitudes, then what division keeps. */
export const scratch = {
  left: context.integerScratch,
  right: context.integerScratch + 8,
  part: context.integerScratch + 16,
  shift: context.integerScratch + 24,
  count: context.integerScratch + 32,
} as const

/** Where routines go on. */
export interface IntegerLabels {
  /** Subroutine: takes arguments 0 and 1 apart; does not return if one is no exact integer. */
  readonly decode: Label
  /** The result has RCX limbs at OUT, some perhaps 0, and the sign LEFT_SIGN: makes and delivers it. */
  readonly finish: Label
  /** The result is RESULT: delivers it. */
  readonly deliver: Label
  /** Leaves to the driver. */
  readonly giveUp: Label
}

export const requestArgument = (index: number) => context.requestArguments + 8 * index

/** Emits what the labels name. */
export function emitShared(asm: Assembler, labels: IntegerLabels, exitHeavy: number): void {
  emitDecode(asm, labels)
  emitFinish(asm, labels)
  asm.bind(labels.giveUp)
  asm.jmpTo(exitHeavy)
}

function emitDecode(asm: Assembler, { decode, giveUp }: IntegerLabels): void {
  const failed = asm.newLabel()
  asm.bind(decode)
  emitOperand(asm, requestArgument(1), scratch.right, [RIGHT, RIGHT_COUNT, RIGHT_SIGN], failed)
  emitOperand(asm, requestArgument(0), scratch.left, [LEFT, LEFT_COUNT, LEFT_SIGN], failed)
  asm.rmx(I.lea, RAX, LEFT_COUNT, RIGHT_COUNT, 1, 0)
  asm.ri(I.cmp, RAX, MOST_LIMBS)
  asm.jcc(CC.A, failed)
  asm.none(I.ret)
  asm.bind(failed)
  asm.ri(I.add, RSP, 8)
  asm.jmp(giveUp)
}

/** Takes the word at `argument` of the context block apart. */
export function emitOperand(
  asm: Assembler,
  argument: number,
  magnitude: number,
  [limbs, count, sign]: readonly [limbs: Register, count: Register, sign: Register],
  failed: Label,
): void {
  const isObject = asm.newLabel()
  const done = asm.newLabel()
  asm.rm(I.mov, RAX, CONTEXT, argument)
  asm.ri(I.test8, RAX, 7)
  asm.jcc(CC.NE, isObject)
  asm.rr(I.mov, RDX, RAX)
  asm.ri(I.sar, RDX, 63)
  asm.rr(I.xor, RAX, RDX)
  asm.rr(I.sub, RAX, RDX)
  asm.ri(I.shr, RAX, 3)
  asm.rr(I.mov, sign, RDX)
  asm.r(I.neg, sign)
  asm.mr(I.mov, CONTEXT, magnitude, RAX)
  asm.rm(I.lea, limbs, CONTEXT, magnitude)
  // One limb, but none for 0: count = 1 - (magnitude < 1).
  asm.rr(I.xor32, count, count)
  asm.ri(I.cmp, RAX, 1)
  asm.ri(I.sbb, count, -1)
  asm.jmp(done)
  asm.bind(isObject)
  asm.rm(I.lea, RDX, RAX, -TAG.object)
  asm.ri(I.test8, RDX, 7)
  asm.jcc(CC.NE, failed)
  asm.mi(I.cmp8, RDX, 0, KIND_BYTE)
  asm.jcc(CC.NE, failed)
  asm.rm(I.mov, count, RAX, objectField(0))
  asm.ri(I.shr, count, LENGTH_SHIFT)
  asm.ri(I.sub, count, 1)
  asm.rm(I.mov, sign, RAX, objectField(1))
  asm.rm(I.lea, limbs, RAX, objectField(2))
  asm.bind(done)
}

/** OUT = the result's limbs, if there is room for the count in RAX of them; else gives up. */
export function emitRoom(asm: Assembler, { giveUp }: IntegerLabels): void {
  asm.rmx(I.lea, RAX, ALLOCATION, RAX, LIMB_BYTES, OVERHEAD)
  asm.rm(I.cmp, RAX, CONTEXT, context.allocationLimit)
  asm.jcc(CC.A, giveUp)
  asm.rm(I.lea, OUT, ALLOCATION, OVERHEAD)
}

function emitFinish(asm: Assembler, { finish, deliver }: IntegerLabels): void {
  const trimmed = asm.newLabel()
  const big = asm.newLabel()
  const small = asm.newLabel()
  const zero = asm.newLabel()
  asm.bind(finish)
  asm.rr(I.test, RCX, RCX)
  asm.jcc(CC.E, zero)
  asm.mxi(I.cmp, OUT, RCX, LIMB_BYTES, -LIMB_BYTES, 0)
  asm.jcc(CC.NE, trimmed)
  asm.ri(I.sub, RCX, 1)
  asm.jmp(finish)
  asm.bind(trimmed)
  asm.ri(I.cmp32, RCX, 1)
  asm.jcc(CC.NE, big)
  // Fixnums have magnitudes of 60 bits, and the least one has 2^60.
  asm.rm(I.mov, RAX, OUT, 0)
  asm.rr(I.mov, RDX, RAX)
  asm.rr(I.sub, RDX, LEFT_SIGN)
  asm.ri(I.shr, RDX, 60)
  asm.jcc(CC.E, small)
  asm.bind(big)
  asm.movabs(RDX, HEADER_HIGH, headerLow(kinds.bignum.number, 0))
  asm.mr(I.mov, ALLOCATION, 0, RDX)
  asm.rm(I.lea, RAX, RCX, 1)
  asm.ri(I.shl, RAX, LENGTH_SHIFT)
  asm.mr(I.mov, ALLOCATION, LIMB_BYTES, RAX)
  asm.mr(I.mov, ALLOCATION, 2 * LIMB_BYTES, LEFT_SIGN)
  asm.rm(I.lea, RESULT, ALLOCATION, TAG.object)
  asm.rmx(I.lea, ALLOCATION, OUT, RCX, LIMB_BYTES, 0)
  asm.jmp(deliver)
  asm.bind(small)
  asm.ri(I.shl, RAX, 3)
  asm.r(I.neg, LEFT_SIGN)
  asm.rr(I.xor, RAX, LEFT_SIGN)
  asm.rr(I.sub, RAX, LEFT_SIGN)
  asm.jmp(deliver)
  asm.bind(zero)
  asm.rr(I.xor32, RESULT, RESULT)
  asm.bind(deliver)
  asm.mi(I.mov32, CONTEXT, context.requestArgumentCount, 0)
  asm.m(I.jmp, CONTEXT, context.resume)
}
