// The speed of the assembler: instructions a second through its numeric methods, once warm.
//
//   npx tsx bench/asm.ts          prints PASS or FAIL with figures; exit code 1 below the bound
//
// The mix is what compiled code consists of: moves and arithmetic between registers, with immediates
// and with frame slots, tests and branches, a few doubles and indexed accesses. Operands vary, so that
// every length of encoding occurs. The code goes round in a buffer that fits the cache, at an address
// like a cage's.

import { Assembler, CC, I, RSP } from '../src/asm/index.ts'

const BUFFER_BYTES = 1 << 16
const ROUND_INSTRUCTIONS = 20
const ROUNDS = 200_000
const REPEATS = 15
const MIN_MILLION_PER_SECOND = 100

/** Assembles 20 instructions with registers that depend on `i`. */
function emitRound(asm: Assembler, i: number): void {
  const a = i & 3
  const b = (i >>> 2) & 7
  const c = 8 + ((i >>> 5) & 7)
  const slot = 8 * (i & 31)
  asm.rm(I.mov, a, RSP, slot)
  asm.ri(I.test8, a, 7)
  asm.jccTo(CC.NE, asm.here)
  asm.rr(I.mov, b, a)
  asm.ri(I.add, b, 8)
  asm.jccTo(CC.O, asm.here)
  asm.rr(I.cmp, b, c)
  asm.jccTo(CC.GE, asm.here)
  asm.mr(I.mov, RSP, slot, b)
  asm.rm(I.mov, c, b, -5)
  asm.ri(I.cmp, c, 0x1000)
  asm.rr(I.sub, a, c)
  asm.rr(I.addsd, a, b)
  asm.rm(I.mulsd, b, RSP, slot + 256)
  asm.rr(I.ucomisd, a, c)
  asm.rmx(I.mov, a, b, c, 1, 6)
  asm.movImm(c, i)
  asm.mi(I.mov, RSP, slot, 0x46)
  asm.rr(I.and, c, b)
  asm.jmpTo(asm.here)
}

/** Million instructions a second of this process's own time, so that other processes count little. */
function measureOnce(asm: Assembler): number {
  const start = process.cpuUsage()
  for (let i = 0; i < ROUNDS; i++) {
    if (asm.room() < 256) asm.seek(asm.base)
    emitRound(asm, i)
  }
  return (ROUNDS * ROUND_INSTRUCTIONS) / process.cpuUsage(start).user
}

const asm = new Assembler(new Uint8Array(BUFFER_BYTES), 0x100040000000)
for (let repeat = 0; repeat < 3; repeat++) measureOnce(asm)
const rates = Array.from({ length: REPEATS }, () => measureOnce(asm))
const rate = [...rates].sort((x, y) => x - y)[REPEATS >> 1] as number
const passed = rate >= MIN_MILLION_PER_SECOND
const best = Math.max(...rates).toFixed(0)
console.log(
  `${passed ? 'PASS' : 'FAIL'}  assembler ${rate.toFixed(0)} million instructions/s (best ${best})`,
)
process.exitCode = passed ? 0 : 1
