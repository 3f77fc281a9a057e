// Loops over limbs in machine code, each emitted where it is needed.
//
// A carry lives in the flag across a round: counters step by LEA and DEC, which leave it alone.

import {
  type Assembler,
  CC,
  I,
  type Label,
  R14,
  RAX,
  RBP,
  RCX,
  RDX,
  type Register,
} from '../../../asm/index.ts'
import { LEFT, LEFT_COUNT, LIMB_BYTES, OUT, RIGHT, RIGHT_COUNT, RIGHT_SIGN } from './operands.ts'

export const loadLimb = (asm: Assembler, to: Register, base: Register, index: Register, disp = 0) =>
  asm.rmx(I.mov, to, base, index, LIMB_BYTES, disp)
export const storeLimb = (
  asm: Assembler,
  base: Register,
  index: Register,
  from: Register,
  disp = 0,
) => asm.mxr(I.mov, base, index, LIMB_BYTES, disp, from)

/** Steps a counter without touching the carry. */
const up = (asm: Assembler, counter: Register) => asm.rm(I.lea, counter, counter, 1)

export function emitSwap(asm: Assembler): void {
  asm.rr(I.xchg, LEFT, RIGHT)
  asm.rr(I.xchg, LEFT_COUNT, RIGHT_COUNT)
}

/** Goes to a label if LEFT's magnitude is above or below RIGHT's; else goes on. Clobbers RAX, RCX. */
export function emitCompare(asm: Assembler, above: Label, below: Label): void {
  const next = asm.newLabel()
  const equal = asm.newLabel()
  asm.rr(I.cmp, LEFT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.A, above)
  asm.jcc(CC.B, below)
  asm.rr(I.mov, RCX, LEFT_COUNT)
  asm.bind(next)
  asm.ri(I.sub, RCX, 1)
  asm.jcc(CC.B, equal)
  loadLimb(asm, RAX, LEFT, RCX)
  asm.rmx(I.cmp, RAX, RIGHT, RCX, LIMB_BYTES, 0)
  asm.jcc(CC.E, next)
  asm.jcc(CC.A, above)
  asm.jmp(below)
  asm.bind(equal)
}

/**
 * OUT = LEFT + RIGHT or LEFT - RIGHT (`adc` or `sbb`), LEFT having no fewer limbs. RCX = LEFT_COUNT
 * and the carry flag is what is left over. Clobbers RAX, RBP and RIGHT_COUNT.
 */
export function emitCarryLoop(asm: Assembler, carrying: 'adc' | 'sbb'): void {
  const common = asm.newLabel()
  const rest = asm.newLabel()
  const tail = asm.newLabel()
  asm.rr(I.mov, RBP, LEFT_COUNT)
  asm.rr(I.sub, RBP, RIGHT_COUNT)
  up(asm, RBP)
  asm.ri(I.add, RIGHT_COUNT, 1)
  // Also clears the carry: the counts are far from overflow.
  asm.rr(I.xor32, RCX, RCX)
  asm.bind(common)
  asm.r(I.dec, RIGHT_COUNT)
  asm.jcc(CC.E, tail)
  loadLimb(asm, RAX, LEFT, RCX)
  asm.rmx(I[carrying], RAX, RIGHT, RCX, LIMB_BYTES, 0)
  storeLimb(asm, OUT, RCX, RAX)
  up(asm, RCX)
  asm.jmp(common)
  asm.bind(rest)
  loadLimb(asm, RAX, LEFT, RCX)
  asm.ri(I[carrying], RAX, 0)
  storeLimb(asm, OUT, RCX, RAX)
  up(asm, RCX)
  asm.bind(tail)
  asm.r(I.dec, RBP)
  asm.jcc(CC.NE, rest)
}

/** What a row of a product or of a division does with its limbs. */
type RowKind = 'store' | 'add' | 'subtract'

/**
 * Writes `from` * `factor` to `to`, adds it there or subtracts it, `count` limbs of it; what does not
 * fit is in `carry` (of a subtraction with the borrow). RCX = count. Clobbers RAX and RDX.
 */
export function emitRow(
  asm: Assembler,
  kind: RowKind,
  registers: {
    readonly from: Register
    readonly to: Register
    readonly count: Register
    readonly factor: Register
    readonly carry: Register
  },
): void {
  const { from, to, count, factor, carry } = registers
  const next = asm.newLabel()
  asm.rr(I.xor32, carry, carry)
  asm.rr(I.xor32, RCX, RCX)
  asm.bind(next)
  loadLimb(asm, RAX, from, RCX)
  asm.r(I.mul, factor)
  asm.rr(I.add, RAX, carry)
  asm.ri(I.adc, RDX, 0)
  if (kind === 'store') storeLimb(asm, to, RCX, RAX)
  else {
    asm.mxr(kind === 'add' ? I.add : I.sub, to, RCX, LIMB_BYTES, 0, RAX)
    asm.ri(I.adc, RDX, 0)
  }
  asm.rr(I.mov, carry, RDX)
  up(asm, RCX)
  asm.rr(I.cmp, RCX, count)
  asm.jcc(CC.B, next)
}

/**
 * OUT = LEFT * RIGHT, neither of them 0, LEFT having no fewer limbs. RCX = limbs of the product.
 * Clobbers all but LEFT, LEFT_COUNT, LEFT_SIGN and OUT.
 */
export function emitProduct(asm: Assembler): void {
  const row = asm.newLabel()
  const done = asm.newLabel()
  const registers = { from: LEFT, to: R14, count: LEFT_COUNT, factor: RIGHT_SIGN, carry: RBP }
  asm.rr(I.mov, R14, OUT)
  asm.rm(I.mov, RIGHT_SIGN, RIGHT, 0)
  emitRow(asm, 'store', registers)
  storeLimb(asm, R14, RCX, RBP)
  asm.bind(row)
  asm.ri(I.add, R14, LIMB_BYTES)
  asm.ri(I.sub, RIGHT_COUNT, 1)
  asm.jcc(CC.E, done)
  asm.ri(I.add, RIGHT, LIMB_BYTES)
  asm.rm(I.mov, RIGHT_SIGN, RIGHT, 0)
  emitRow(asm, 'add', registers)
  storeLimb(asm, R14, RCX, RBP)
  asm.jmp(row)
  asm.bind(done)
  // The last row started a limb below R14 and ended LEFT_COUNT limbs above that.
  asm.rmx(I.lea, RCX, R14, LEFT_COUNT, LIMB_BYTES, 0)
  asm.rr(I.sub, RCX, OUT)
  asm.ri(I.shr, RCX, 3)
}

/**
 * `to` = `from` * 2^CL, `count` limbs and one more. The highest is written first, so both may be the
 * same place. Clobbers RAX, RDX and RBP.
 */
export function emitShiftUp(asm: Assembler, from: Register, count: Register, to: Register): void {
  const next = asm.newLabel()
  const done = asm.newLabel()
  asm.rr(I.xor32, RAX, RAX)
  asm.rr(I.mov, RDX, count)
  asm.bind(next)
  asm.rr(I.test, RDX, RDX)
  asm.jcc(CC.E, done)
  loadLimb(asm, RBP, from, RDX, -LIMB_BYTES)
  asm.rr(I.shld, RAX, RBP)
  storeLimb(asm, to, RDX, RAX)
  asm.rr(I.mov, RAX, RBP)
  asm.ri(I.sub, RDX, 1)
  asm.jmp(next)
  asm.bind(done)
  asm.r(I.shl, RAX)
  asm.mr(I.mov, to, 0, RAX)
}

/** `to` = `from` / 2^CL, rounded down, `count` > 0 limbs; both may be the same. Clobbers RAX, RDX, RBP. */
export function emitShiftDown(asm: Assembler, from: Register, count: Register, to: Register): void {
  const next = asm.newLabel()
  const last = asm.newLabel()
  asm.rr(I.xor32, RDX, RDX)
  asm.rm(I.mov, RAX, from, 0)
  asm.bind(next)
  asm.ri(I.add, RDX, 1)
  asm.rr(I.cmp, RDX, count)
  asm.jcc(CC.E, last)
  loadLimb(asm, RBP, from, RDX)
  asm.rr(I.shrd, RAX, RBP)
  storeLimb(asm, to, RDX, RAX, -LIMB_BYTES)
  asm.rr(I.mov, RAX, RBP)
  asm.jmp(next)
  asm.bind(last)
  asm.r(I.shr, RAX)
  storeLimb(asm, to, RDX, RAX, -LIMB_BYTES)
}
