// Division of exact integers in machine code: quotient, remainder and modulo.
//
// By one limb, a DIV a limb; by more, Knuth's algorithm D (The Art of Computer Programming 2, 4.3.1) with
// limbs of 64 bits. Its places, from the result's on:
//
//   dividend * 2^shift, which becomes the rest | divisor * 2^shift | quotient
//   LEFT_COUNT + 1 limbs                         RIGHT_COUNT         LEFT_COUNT - RIGHT_COUNT + 1

import {
  type Assembler,
  CC,
  I,
  type Label,
  R8,
  R14,
  RAX,
  RBP,
  RCX,
  RDI,
  RDX,
  type Register,
  RSI,
} from '../../../asm/index.ts'
import { ALLOCATION, CONTEXT, RESULT } from '../../../backend/index.ts'
import { emitRow, emitShiftDown, emitShiftUp, loadLimb, storeLimb } from './limb-loops.ts'
import {
  emitRoom,
  type IntegerLabels,
  LEFT,
  LEFT_COUNT,
  LEFT_SIGN,
  LIMB_BYTES,
  OUT,
  OVERHEAD,
  RIGHT,
  RIGHT_COUNT,
  RIGHT_SIGN,
  requestArgument,
  scratch,
} from './operands.ts'

/** Which result is wanted, in `scratch.part`. */
export const divisionParts = { quotient: 0, remainder: 1, modulo: 2 } as const

/** Divisors and quotients that both have more limbs are left to bigints, which are as quick there. */
const MOST_ROWS = 600
/** More steps of the inner loop are too many between two polls. */
const MOST_STEPS = 2 ** 20
/** Number of a limb's highest bit. */
const TOP_BIT = 63

/** `labels` and the sum of decoded operands, which the modulo of a small dividend is. */
interface DivisionLabels extends IntegerLabels {
  readonly sum: Label
}

/** Emits the division of decoded operands; `scratch.part` says what is wanted. */
export function emitDivision(asm: Assembler, labels: DivisionLabels): void {
  const smaller = asm.newLabel()
  const long = asm.newLabel()
  asm.rr(I.test, RIGHT_COUNT, RIGHT_COUNT)
  asm.jcc(CC.E, labels.giveUp)
  asm.rr(I.mov, RAX, LEFT_COUNT)
  asm.rr(I.sub, RAX, RIGHT_COUNT)
  asm.jcc(CC.B, smaller)
  emitBound(asm, labels)
  asm.rmx(I.lea, RAX, LEFT_COUNT, LEFT_COUNT, 1, 3)
  emitRoom(asm, labels)
  asm.ri(I.cmp32, RIGHT_COUNT, 1)
  asm.jcc(CC.NE, long)
  emitShort(asm, labels)
  asm.bind(long)
  emitLong(asm)
  emitQuotientOfLong(asm, labels)
  emitRestOfLong(asm, labels)
  asm.bind(smaller)
  emitSmaller(asm, labels)
}

/** RAX is one less than the limbs of the quotient. */
function emitBound(asm: Assembler, { giveUp }: IntegerLabels): void {
  const isCheap = asm.newLabel()
  asm.ri(I.cmp, RAX, MOST_ROWS)
  asm.jcc(CC.BE, isCheap)
  asm.ri(I.cmp, RIGHT_COUNT, MOST_ROWS)
  asm.jcc(CC.A, giveUp)
  asm.bind(isCheap)
  asm.ri(I.add, RAX, 1)
  asm.rr(I.imul, RAX, RIGHT_COUNT)
  asm.ri(I.cmp, RAX, MOST_STEPS)
  asm.jcc(CC.A, giveUp)
}

/** The dividend has fewer limbs: it is the rest. */
function emitSmaller(asm: Assembler, { sum, deliver }: DivisionLabels): void {
  asm.rr(I.xor32, RESULT, RESULT)
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.quotient)
  asm.jcc(CC.E, deliver)
  asm.rm(I.mov, RESULT, CONTEXT, requestArgument(0))
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.remainder)
  asm.jcc(CC.E, deliver)
  asm.rr(I.test, LEFT_COUNT, LEFT_COUNT)
  asm.jcc(CC.E, deliver)
  asm.rr(I.cmp, LEFT_SIGN, RIGHT_SIGN)
  asm.jcc(CC.E, deliver)
  asm.jmp(sum)
}

function emitShort(asm: Assembler, { finish }: IntegerLabels): void {
  const next = asm.newLabel()
  const rest = asm.newLabel()
  const done = asm.newLabel()
  asm.rm(I.mov, RBP, RIGHT, 0)
  asm.rr(I.xor32, RDX, RDX)
  asm.rr(I.mov, RCX, LEFT_COUNT)
  asm.bind(next)
  loadLimb(asm, RAX, LEFT, RCX, -LIMB_BYTES)
  asm.r(I.div, RBP)
  storeLimb(asm, OUT, RCX, RAX, -LIMB_BYTES)
  asm.ri(I.sub, RCX, 1)
  asm.jcc(CC.NE, next)
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.quotient)
  asm.jcc(CC.NE, rest)
  asm.rr(I.xor, LEFT_SIGN, RIGHT_SIGN)
  asm.rr(I.mov, RCX, LEFT_COUNT)
  asm.jmp(finish)
  asm.bind(rest)
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.remainder)
  asm.jcc(CC.E, done)
  asm.rr(I.cmp, LEFT_SIGN, RIGHT_SIGN)
  asm.jcc(CC.E, done)
  asm.rr(I.test, RDX, RDX)
  asm.jcc(CC.E, done)
  asm.rr(I.mov, LEFT_SIGN, RIGHT_SIGN)
  asm.rr(I.sub, RBP, RDX)
  asm.rr(I.mov, RDX, RBP)
  asm.bind(done)
  asm.mr(I.mov, OUT, 0, RDX)
  asm.ri(I.mov32, RCX, 1)
  asm.jmp(finish)
}

/** While dividing: where a step works, the divisor, its highest limb, the step's quotient limb. */
const AT = RSI
const QUOTIENT = RDI
const DIVISOR = R14
const DIVISOR_TOP = OUT
const ESTIMATE = RBP
/** The rest of an estimate, then the carry of a row. */
const REST = R8

/** On leaving AT and QUOTIENT are at the lowest limbs of rest and quotient. */
function emitLong(asm: Assembler): void {
  const step = asm.newLabel()
  const placed = asm.newLabel()
  const done = asm.newLabel()
  asm.mr(I.mov, CONTEXT, scratch.count, LEFT_COUNT)
  asm.rmx(I.bsr, RCX, RIGHT, RIGHT_COUNT, LIMB_BYTES, -LIMB_BYTES)
  asm.ri(I.xor32, RCX, TOP_BIT)
  asm.mr(I.mov, CONTEXT, scratch.shift, RCX)
  asm.rmx(I.lea, DIVISOR, OUT, LEFT_COUNT, LIMB_BYTES, LIMB_BYTES)
  emitShiftUp(asm, LEFT, LEFT_COUNT, OUT)
  emitShiftUp(asm, RIGHT, RIGHT_COUNT, DIVISOR)
  asm.rr(I.sub, LEFT_COUNT, RIGHT_COUNT)
  asm.rmx(I.lea, AT, OUT, LEFT_COUNT, LIMB_BYTES, 0)
  asm.rmx(I.lea, QUOTIENT, DIVISOR, RIGHT_COUNT, LIMB_BYTES, 0)
  asm.rmx(I.lea, QUOTIENT, QUOTIENT, LEFT_COUNT, LIMB_BYTES, 0)
  loadLimb(asm, DIVISOR_TOP, DIVISOR, RIGHT_COUNT, -LIMB_BYTES)
  asm.bind(step)
  emitEstimate(asm)
  emitRow(asm, 'subtract', {
    from: DIVISOR,
    to: AT,
    count: RIGHT_COUNT,
    factor: ESTIMATE,
    carry: REST,
  })
  asm.mxr(I.sub, AT, RIGHT_COUNT, LIMB_BYTES, 0, REST)
  asm.jcc(CC.AE, placed)
  emitAddBack(asm)
  asm.bind(placed)
  asm.mr(I.mov, QUOTIENT, 0, ESTIMATE)
  asm.rm(I.lea, RAX, ALLOCATION, OVERHEAD)
  asm.rr(I.cmp, AT, RAX)
  asm.jcc(CC.E, done)
  asm.ri(I.sub, AT, LIMB_BYTES)
  asm.ri(I.sub, QUOTIENT, LIMB_BYTES)
  asm.jmp(step)
  asm.bind(done)
}

/** ESTIMATE from three limbs of the dividend and two of the divisor: right or, rarely, 1 too large. */
function emitEstimate(asm: Assembler): void {
  const check = asm.newLabel()
  const lower = asm.newLabel()
  const saturated = asm.newLabel()
  const ready = asm.newLabel()
  loadLimb(asm, RDX, AT, RIGHT_COUNT)
  loadLimb(asm, RAX, AT, RIGHT_COUNT, -LIMB_BYTES)
  asm.rr(I.cmp, RDX, DIVISOR_TOP)
  asm.jcc(CC.AE, saturated)
  asm.r(I.div, DIVISOR_TOP)
  asm.rr(I.mov, ESTIMATE, RAX)
  asm.rr(I.mov, REST, RDX)
  asm.bind(check)
  loadLimb(asm, RAX, DIVISOR, RIGHT_COUNT, -2 * LIMB_BYTES)
  asm.r(I.mul, ESTIMATE)
  asm.rr(I.cmp, RDX, REST)
  asm.jcc(CC.B, ready)
  asm.jcc(CC.A, lower)
  asm.rmx(I.cmp, RAX, AT, RIGHT_COUNT, LIMB_BYTES, -2 * LIMB_BYTES)
  asm.jcc(CC.BE, ready)
  asm.bind(lower)
  asm.ri(I.sub, ESTIMATE, 1)
  asm.rr(I.add, REST, DIVISOR_TOP)
  asm.jcc(CC.AE, check)
  asm.jmp(ready)
  // The highest limbs are equal: the largest limb, and what the division would have left.
  asm.bind(saturated)
  asm.ri(I.mov, ESTIMATE, -1)
  asm.rr(I.mov, REST, RAX)
  asm.rr(I.add, REST, DIVISOR_TOP)
  asm.jcc(CC.AE, check)
  asm.bind(ready)
}

/** The estimate was 1 too large. */
function emitAddBack(asm: Assembler): void {
  asm.ri(I.sub, ESTIMATE, 1)
  emitRounds(asm, REST, () => {
    loadLimb(asm, RAX, DIVISOR, RCX)
    asm.mxr(I.adc, AT, RCX, LIMB_BYTES, 0, RAX)
  })
  asm.mxi(I.adc, AT, RIGHT_COUNT, LIMB_BYTES, 0, 0)
}

/** `round` for each limb of the divisor, RCX being its index, with the carry of the round before. */
function emitRounds(asm: Assembler, counter: Register, round: () => void): void {
  const next = asm.newLabel()
  asm.rr(I.mov, counter, RIGHT_COUNT)
  asm.rr(I.xor32, RCX, RCX)
  asm.bind(next)
  round()
  asm.rm(I.lea, RCX, RCX, 1)
  asm.r(I.dec, counter)
  asm.jcc(CC.NE, next)
}

function emitQuotientOfLong(asm: Assembler, { finish }: IntegerLabels): void {
  const rest = asm.newLabel()
  const next = asm.newLabel()
  asm.rr(I.mov, OUT, AT)
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.quotient)
  asm.jcc(CC.NE, rest)
  asm.rm(I.mov, RCX, CONTEXT, scratch.count)
  asm.rr(I.sub, RCX, RIGHT_COUNT)
  asm.ri(I.add, RCX, 1)
  asm.rr(I.xor32, RDX, RDX)
  asm.bind(next)
  loadLimb(asm, RAX, QUOTIENT, RDX)
  storeLimb(asm, OUT, RDX, RAX)
  asm.ri(I.add, RDX, 1)
  asm.rr(I.cmp, RDX, RCX)
  asm.jcc(CC.B, next)
  asm.rr(I.xor, LEFT_SIGN, RIGHT_SIGN)
  asm.jmp(finish)
  asm.bind(rest)
}

/** The rest is at AT and OUT, shifted; a modulo is that less the divisor if signs differ, unless 0. */
function emitRestOfLong(asm: Assembler, { finish }: IntegerLabels): void {
  const search = asm.newLabel()
  const floor = asm.newLabel()
  const done = asm.newLabel()
  asm.mi(I.cmp32, CONTEXT, scratch.part, divisionParts.remainder)
  asm.jcc(CC.E, done)
  asm.rr(I.cmp, LEFT_SIGN, RIGHT_SIGN)
  asm.jcc(CC.E, done)
  asm.rr(I.mov, RCX, RIGHT_COUNT)
  asm.bind(search)
  asm.mxi(I.cmp, AT, RCX, LIMB_BYTES, -LIMB_BYTES, 0)
  asm.jcc(CC.NE, floor)
  asm.ri(I.sub, RCX, 1)
  asm.jcc(CC.NE, search)
  asm.jmp(done)
  asm.bind(floor)
  asm.rr(I.mov, LEFT_SIGN, RIGHT_SIGN)
  emitRounds(asm, RBP, () => {
    loadLimb(asm, RAX, DIVISOR, RCX)
    asm.rmx(I.sbb, RAX, AT, RCX, LIMB_BYTES, 0)
    storeLimb(asm, AT, RCX, RAX)
  })
  asm.bind(done)
  asm.rm(I.mov, RCX, CONTEXT, scratch.shift)
  emitShiftDown(asm, OUT, RIGHT_COUNT, OUT)
  asm.rr(I.mov, RCX, RIGHT_COUNT)
  asm.jmp(finish)
}
