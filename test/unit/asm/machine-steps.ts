// Random instructions for the model: each step draws operands, assembles and executes.
//
// A step that cannot be taken as things are (a division by zero, an undefined flag) does nothing.

import { I, RAX, RBP, RCX, RDX } from '../../../src/asm/index.ts'
import {
  bitsOfDouble,
  doubleOfBits,
  type Program,
  signed,
  truncate,
  type Width,
} from './machine-model.ts'

const QUIET_BIT = 1n << 51n
const DEFAULT_NAN = 0xfff8000000000000n
const MIN_INT64 = 1n << 63n

// Integers.

type Step = (p: Program) => void
/** Computes, sets the flags and answers the result, or null if nothing is written. */
type Binary = (p: Program, x: bigint, y: bigint, bits: Width) => bigint | null

const both = (x: bigint, y: bigint, bits: number, op: (a: bigint, b: bigint) => bigint) =>
  [op(signed(x, bits), signed(y, bits)), op(x, y)] as const

const sum = (carries: boolean, sign: 1n | -1n): Binary => {
  return (p, x, y, bits) => {
    const carry = carries ? (p.carryBit ?? 0n) : 0n
    const [s, u] = both(x, y, bits, (a, b) => a + sign * (b + carry))
    p.arithmeticFlags(s, u, bits)
    return s
  }
}
const logic = (op: (x: bigint, y: bigint) => bigint): Binary => {
  return (p, x, y, bits) => {
    const result = op(x, y)
    p.logicFlags(result, bits)
    return result
  }
}
const silent = (op: Binary): Binary => {
  return (p, x, y, bits) => {
    op(p, x, y, bits)
    return null
  }
}

const binaries: readonly (readonly [wide: number, narrow: number, Binary, carries?: true])[] = [
  [I.mov, I.mov32, (_p, _x, y) => y],
  [I.add, I.add32, sum(false, 1n)],
  [I.sub, I.sub32, sum(false, -1n)],
  [I.adc, I.adc32, sum(true, 1n), true],
  [I.sbb, I.sbb32, sum(true, -1n), true],
  [I.cmp, I.cmp32, silent(sum(false, -1n))],
  [I.and, I.and32, logic((x, y) => x & y)],
  [I.or, I.or32, logic((x, y) => x | y)],
  [I.xor, I.xor32, logic((x, y) => x ^ y)],
]

function binaryStep(p: Program): void {
  const [wide, narrow, op, carries] = p.random.pick(binaries)
  if (carries && p.carryBit === null) return
  const bits: Width = p.random.chance(0.5) ? 64 : 32
  const ins = bits === 64 ? wide : narrow
  const dst = p.register()
  const src = p.register()
  const at = p.offset()
  const imm = p.immediate()
  const operand = truncate(BigInt(imm), bits)
  const toRegister = (y: bigint) => {
    const result = op(p, p.read(dst, bits), y, bits)
    if (result !== null) p.write(dst, result, bits)
  }
  const toMemory = (y: bigint) => {
    const result = op(p, p.load(at, bits), y, bits)
    if (result !== null) p.store(at, truncate(result, bits), bits)
  }
  const forms: readonly (() => void)[] = [
    () => {
      p.asm.rr(ins, dst, src)
      toRegister(p.read(src, bits))
    },
    () => {
      p.asm.ri(ins, dst, imm)
      toRegister(operand)
    },
    () => {
      p.asm.rm(ins, dst, RBP, at)
      toRegister(p.load(at, bits))
    },
    () => {
      p.asm.mr(ins, RBP, at, src)
      toMemory(p.read(src, bits))
    },
    () => {
      p.asm.mi(ins, RBP, at, imm)
      toMemory(operand)
    },
  ]
  p.random.pick(forms)()
}

function unaryStep(p: Program): void {
  const dst = p.register()
  const x = p.read(dst)
  const steps: readonly (() => void)[] = [
    () => {
      p.asm.r(I.inc, dst)
      p.keepCarry(() => p.write(dst, sum(false, 1n)(p, x, 1n, 64)!))
    },
    () => {
      p.asm.r(I.dec, dst)
      p.keepCarry(() => p.write(dst, sum(false, -1n)(p, x, 1n, 64)!))
    },
    () => {
      p.asm.r(I.neg, dst)
      p.write(dst, sum(false, -1n)(p, 0n, x, 64)!)
    },
    () => {
      p.asm.r(I.not, dst)
      p.write(dst, ~x)
    },
    () => {
      p.asm.r(I.bswap, dst)
      p.write(dst, swapBytes(x))
    },
  ]
  p.random.pick(steps)()
}

function swapBytes(x: bigint): bigint {
  let result = 0n
  for (let i = 0n; i < 64n; i += 8n) result = (result << 8n) | ((x >> i) & 255n)
  return result
}

const shifts: readonly (readonly [
  number,
  (x: bigint, count: bigint) => bigint,
  rotates: boolean,
])[] = [
  [I.shl, (x, n) => x << n, false],
  [I.shr, (x, n) => x >> n, false],
  [I.sar, (x, n) => signed(x, 64) >> n, false],
  [I.rol, (x, n) => (x << n) | (x >> (64n - n)), true],
  [I.ror, (x, n) => (x >> n) | (x << (64n - n)), true],
]

function shiftStep(p: Program): void {
  const [ins, op, rotates] = p.random.pick(shifts)
  const dst = p.register()
  const byCl = p.random.chance(0.5)
  const imm = p.random.below(64)
  const count = (byCl ? p.read(RCX) : BigInt(imm)) & 63n
  if (byCl) p.asm.r(ins, dst)
  else p.asm.ri(ins, dst, imm)
  const result = op(p.read(dst), count)
  p.write(dst, result)
  p.noFlags()
  if (count !== 0n && !rotates) p.resultFlags(result, 64)
}

function doubleShiftStep(p: Program): void {
  const dst = p.register()
  const src = p.register()
  const imm = 1 + p.random.below(63)
  const [n, rest] = [BigInt(imm), BigInt(64 - imm)]
  const left = p.random.chance(0.5)
  const [x, y] = [p.read(dst), p.read(src)]
  p.asm.rri(left ? I.shld : I.shrd, dst, src, imm)
  p.write(dst, left ? (x << n) | (y >> rest) : (x >> n) | (y << rest))
  p.noFlags()
}

function multiplyStep(p: Program): void {
  const dst = p.register()
  const src = p.register()
  const imm = p.immediate()
  const product = (x: bigint, y: bigint) => {
    const exact = signed(x, 64) * signed(y, 64)
    p.write(dst, exact)
    p.multiplyFlags(signed(exact, 64) !== exact)
  }
  const wide = (exact: bigint, overflow: boolean) => {
    p.write(RAX, exact)
    p.write(RDX, exact >> 64n)
    p.multiplyFlags(overflow)
  }
  const steps: readonly (() => void)[] = [
    () => {
      p.asm.rr(I.imul, dst, src)
      product(p.read(dst), p.read(src))
    },
    () => {
      p.asm.rri(I.imul, dst, src, imm)
      product(p.read(src), BigInt(imm))
    },
    () => {
      const exact = p.read(RAX) * p.read(src)
      p.asm.r(I.mul, src)
      wide(exact, exact >> 64n !== 0n)
    },
    () => {
      const exact = signed(p.read(RAX), 64) * signed(p.read(src), 64)
      p.asm.r(I.imul, src)
      wide(exact, signed(exact, 64) !== exact)
    },
  ]
  p.random.pick(steps)()
}

function divideStep(p: Program): void {
  const src = p.register()
  if (src === RAX || src === RDX || p.read(src) === 0n) return
  const unsigned = p.random.chance(0.5)
  const [x, y] = [signed(p.read(RAX), 64), signed(p.read(src), 64)]
  if (!unsigned && y === -1n) return
  if (unsigned) {
    p.asm.rr(I.xor32, RDX, RDX)
    p.asm.r(I.div, src)
    const dividend = p.read(RAX)
    p.write(RAX, dividend / p.read(src))
    p.write(RDX, dividend % p.read(src))
  } else {
    p.asm.none(I.cqo)
    p.asm.r(I.idiv, src)
    p.write(RAX, x / y)
    p.write(RDX, x % y)
  }
  p.noFlags()
}

function moveStep(p: Program): void {
  const dst = p.register()
  const src = p.register()
  const at = p.offset()
  const scale = p.random.pick([1, 2, 4, 8])
  const disp = p.immediate()
  const imm = p.random.int32()
  const sum = () => p.read(dst) + p.read(src) * BigInt(scale) + BigInt(disp)
  const swap = () => {
    const [x, y] = [p.read(dst), p.read(src)]
    p.write(dst, y)
    p.write(src, x)
  }
  const steps: readonly (() => void)[] = [
    () => {
      p.asm.rr(I.movzx8, dst, src)
      p.write(dst, p.read(src, 8))
    },
    () => {
      p.asm.rr(I.movsx8, dst, src)
      p.write(dst, signed(p.read(src), 8))
    },
    () => {
      p.asm.rm(I.movzx16, dst, RBP, at)
      p.write(dst, p.load(at, 16))
    },
    () => {
      p.asm.rm(I.movsx16, dst, RBP, at)
      p.write(dst, signed(p.load(at), 16))
    },
    () => {
      p.asm.rr(I.movsxd, dst, src)
      p.write(dst, signed(p.read(src), 32))
    },
    () => {
      p.asm.mr(I.mov8, RBP, at, src)
      p.memory.setUint8(at, Number(p.read(src, 8)))
    },
    () => {
      p.asm.rmx(I.lea, dst, dst, src, scale, disp)
      p.write(dst, sum())
    },
    () => {
      p.asm.movImm(dst, imm)
      p.write(dst, BigInt(imm))
    },
    () => {
      p.asm.movImm(dst, imm >>> 0)
      p.write(dst, BigInt(imm >>> 0))
    },
    () => {
      p.asm.rr(I.xchg, dst, src)
      swap()
    },
  ]
  p.random.pick(steps)()
}

function conditionStep(p: Program): void {
  const cc = p.random.below(16)
  const holds = p.holds(cc)
  if (holds === null) return
  const dst = p.register()
  const src = p.register()
  if (p.random.chance(0.5)) {
    p.asm.setcc(cc, dst)
    p.writeByte(dst, holds ? 1n : 0n)
  } else {
    p.asm.cmov(cc, dst, src)
    if (holds) p.write(dst, p.read(src))
  }
}

const bitSteps: readonly (readonly [number, (x: bigint, bit: bigint) => bigint])[] = [
  [I.bt, (x) => x],
  [I.bts, (x, bit) => x | bit],
  [I.btr, (x, bit) => x & ~bit],
  [I.btc, (x, bit) => x ^ bit],
]

function bitStep(p: Program): void {
  const [ins, op] = p.random.pick(bitSteps)
  const dst = p.register()
  const src = p.register()
  const imm = p.random.below(64)
  const immediate = p.random.chance(0.5)
  const bit = 1n << (immediate ? BigInt(imm) : p.read(src) & 63n)
  if (immediate) p.asm.ri(ins, dst, imm)
  else p.asm.rr(ins, dst, src)
  const x = p.read(dst)
  p.noFlags()
  p.setCarry((x & bit) !== 0n)
  p.write(dst, op(x, bit))
}

// Doubles.

type DoubleOp = (x: number, y: number) => number

/** The processor's result: an operand's NaN made quiet, its default NaN, or the number. */
function arithmeticBits(x: bigint, y: bigint, op: DoubleOp): bigint {
  for (const operand of [x, y]) if (Number.isNaN(doubleOfBits(operand))) return operand | QUIET_BIT
  const result = op(doubleOfBits(x), doubleOfBits(y))
  return Number.isNaN(result) ? DEFAULT_NAN : bitsOfDouble(result)
}

const arithmetic: readonly (readonly [number, DoubleOp])[] = [
  [I.addsd, (x, y) => x + y],
  [I.subsd, (x, y) => x - y],
  [I.mulsd, (x, y) => x * y],
  [I.divsd, (x, y) => x / y],
]

function doubleStep(p: Program): void {
  const [ins, op] = p.random.pick(arithmetic)
  const dst = p.vector()
  const src = p.vector()
  const at = p.offset()
  const fromMemory = p.random.chance(0.5)
  if (fromMemory) p.asm.rm(ins, dst, RBP, at)
  else p.asm.rr(ins, dst, src)
  const y = fromMemory ? p.load(at) : (p.xmms[src] as bigint)
  p.xmms[dst] = arithmeticBits(p.xmms[dst] as bigint, y, op)
}

const integerOf = (x: number) =>
  x >= -(2 ** 63) && x < 2 ** 63 ? BigInt(Math.trunc(x)) : MIN_INT64

function conversionStep(p: Program): void {
  const dst = p.vector()
  const src = p.vector()
  const reg = p.register()
  const at = p.offset()
  const x = p.xmms[src] as bigint
  const double = doubleOfBits(x)
  const steps: readonly (() => void)[] = [
    () => {
      p.asm.rr(I.movsd, dst, src)
      p.xmms[dst] = x
    },
    () => {
      p.asm.rm(I.movsd, dst, RBP, at)
      p.xmms[dst] = p.load(at)
    },
    () => {
      p.asm.mr(I.movsd, RBP, at, src)
      p.store(at, x)
    },
    () => {
      p.asm.rr(I.movq_xr, dst, reg)
      p.xmms[dst] = p.read(reg)
    },
    () => {
      p.asm.rr(I.movq_rx, reg, src)
      p.write(reg, x)
    },
    () => {
      p.asm.rr(I.cvtsi2sd, dst, reg)
      p.xmms[dst] = bitsOfDouble(Number(signed(p.read(reg), 64)))
    },
    () => {
      p.asm.rr(I.cvttsd2si, reg, src)
      p.write(reg, integerOf(double))
    },
    () => {
      p.asm.rr(I.sqrtsd, dst, src)
      p.xmms[dst] = arithmeticBits(x, 0n, Math.sqrt)
    },
    () => {
      p.asm.rr(I.xorpd, dst, src)
      p.xmms[dst] = (p.xmms[dst] as bigint) ^ x
    },
    () => {
      p.asm.rr(I.andpd, dst, src)
      p.xmms[dst] = (p.xmms[dst] as bigint) & x
    },
    () => {
      p.asm.rr(I.orpd, dst, src)
      p.xmms[dst] = (p.xmms[dst] as bigint) | x
    },
  ]
  p.random.pick(steps)()
}

function compareStep(p: Program): void {
  const dst = p.vector()
  const src = p.vector()
  const [x, y] = [doubleOfBits(p.xmms[dst] as bigint), doubleOfBits(p.xmms[src] as bigint)]
  p.asm.rr(I.ucomisd, dst, src)
  p.compareFlags(Number.isNaN(x) || Number.isNaN(y), x < y, x === y)
}

const steps: readonly Step[] = [
  binaryStep,
  binaryStep,
  binaryStep,
  unaryStep,
  shiftStep,
  doubleShiftStep,
  multiplyStep,
  divideStep,
  moveStep,
  moveStep,
  conditionStep,
  conditionStep,
  bitStep,
  doubleStep,
  doubleStep,
  conversionStep,
  compareStep,
]

/** Assembles and executes one random instruction. */
export function step(program: Program): void {
  program.random.pick(steps)(program)
}
