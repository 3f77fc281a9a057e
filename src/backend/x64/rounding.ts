// Doubles to integral doubles with what SSE2 has: through a 64-bit integer and back.
//
// A double from 2^52 up, an infinity or a NaN is integral already, or may count as such, and stays as it
// is. What is smaller fits an integer, which is truncated (or rounded to the nearest, which is how the
// conversion rounds) and corrected by one; the sign bit comes from the operand, for the zeros.

import { type Assembler, CC, I } from '../../asm/index.ts'
import { ROUND } from '../../expr/index.ts'
import { SCRATCH, SCRATCH_XMM } from './roles.ts'

/** Biased exponent of 2^52. */
const INTEGRAL_EXPONENT = 1023 + 52
/** High half of 1.0. */
const ONE_HIGH = 0x3ff00000

/** d = x rounded in this `mode`; d is not x. */
export function emitRound(asm: Assembler, d: number, x: number, mode: number): void {
  const done = asm.newLabel()
  asm.rr(I.movsd, d, x)
  asm.rr(I.movq_rx, SCRATCH, x)
  asm.ri(I.shl, SCRATCH, 1)
  asm.ri(I.shr, SCRATCH, 53)
  asm.ri(I.cmp32, SCRATCH, INTEGRAL_EXPONENT)
  asm.jccShort(CC.AE, done)
  asm.rr(mode === ROUND.nearest ? I.cvtsd2si : I.cvttsd2si, SCRATCH, x)
  asm.rr(I.cvtsi2sd, d, SCRATCH)
  if (mode === ROUND.down || mode === ROUND.up) emitCorrection(asm, d, x, mode)
  asm.rr(I.movq_rx, SCRATCH, x)
  asm.ri(I.shr, SCRATCH, 63)
  asm.ri(I.shl, SCRATCH, 63)
  asm.rr(I.movq_xr, SCRATCH_XMM, SCRATCH)
  asm.rr(I.orpd, d, SCRATCH_XMM)
  asm.bind(done)
  asm.resetLabels()
}

/** d, which is x truncated, goes one further if that went the wrong way. */
function emitCorrection(asm: Assembler, d: number, x: number, mode: number): void {
  const right = asm.newLabel()
  const isDown = mode === ROUND.down
  asm.rr(I.ucomisd, d, x)
  asm.jccShort(isDown ? CC.BE : CC.AE, right)
  asm.movImm(SCRATCH, ONE_HIGH)
  asm.ri(I.shl, SCRATCH, 32)
  asm.rr(I.movq_xr, SCRATCH_XMM, SCRATCH)
  asm.rr(isDown ? I.subsd : I.addsd, d, SCRATCH_XMM)
  asm.bind(right)
}
