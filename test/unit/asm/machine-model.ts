// A model of the processor for straight-line programs: registers and a little memory as BigInts.
//
// A step (machine-steps.ts) assembles an instruction and executes it here in the same call, so that
// whatever the native run leaves behind can be compared with the model. Flags that the manual leaves undefined
// are null and never read. Doubles are kept as their 64 bits; the rules for NaN are the processor's.

import { type Assembler, CC, RBP, RSP } from '../../../src/asm/index.ts'
import type { Random } from '../../fuzz/random.ts'

export const MEMORY_BYTES = 256

const edges = [0n, 1n, -1n, 7n, 8n, 255n, 1n << 31n, (1n << 31n) - 1n, 1n << 63n, (1n << 63n) - 1n]
const doubleEdges = [0, -0, 1, -1, 0.5, 1e300, -1e-300, 2 ** 63, 2 ** 53 + 1, 1 / 0, -1 / 0, 0 / 0]
/** General registers a program may use: RSP is the stack, RBP the memory. */
const usable = Array.from({ length: 16 }, (_, r) => r).filter((r) => r !== RSP && r !== RBP)

type Flag = boolean | null
export type Width = 32 | 64

export const truncate = (value: bigint, bits: number) => BigInt.asUintN(bits, value)
export const signed = (value: bigint, bits: number) => BigInt.asIntN(bits, value)

const view = new DataView(new ArrayBuffer(8))

export function bitsOfDouble(value: number): bigint {
  view.setFloat64(0, value)
  return view.getBigUint64(0)
}

export function doubleOfBits(bits: bigint): number {
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

export class Program {
  readonly asm: Assembler
  readonly random: Random
  /** Unsigned 64-bit contents. */
  readonly gprs: bigint[] = []
  readonly xmms: bigint[] = []
  readonly memory = new DataView(new ArrayBuffer(MEMORY_BYTES))
  private carry: Flag = null
  private zero: Flag = null
  private sign: Flag = null
  private overflow: Flag = null
  private parity: Flag = null

  constructor(asm: Assembler, random: Random) {
    this.asm = asm
    this.random = random
    for (let r = 0; r < 16; r++) {
      this.gprs.push(this.someBits())
      this.xmms.push(this.someDouble())
    }
    for (let at = 0; at < MEMORY_BYTES; at += 8) this.memory.setBigUint64(at, this.someBits(), true)
  }

  someBits(): bigint {
    const { random } = this
    if (random.chance(0.3)) return truncate(random.pick(edges), 64)
    return truncate((BigInt(random.int32()) << 32n) | BigInt(random.int32() >>> 0), 64)
  }

  someDouble(): bigint {
    const { random } = this
    if (random.chance(0.3)) return bitsOfDouble(random.pick(doubleEdges))
    return bitsOfDouble((random.int32() / 1000) * 2 ** (random.below(80) - 40))
  }

  register(): number {
    return this.random.pick(usable)
  }

  vector(): number {
    return this.random.below(16)
  }

  /** An aligned offset into the memory. */
  offset(): number {
    return 8 * this.random.below(MEMORY_BYTES / 8)
  }

  immediate(): number {
    const { random } = this
    return random.chance(0.5) ? random.below(256) - 128 : random.int32()
  }

  load(offset: number, bits = 64): bigint {
    return truncate(this.memory.getBigUint64(offset, true), bits)
  }

  store(offset: number, value: bigint, width: Width = 64): void {
    if (width === 64) this.memory.setBigUint64(offset, value, true)
    else this.memory.setUint32(offset, Number(value), true)
  }

  read(register: number, bits = 64): bigint {
    return truncate(this.gprs[register] as bigint, bits)
  }

  /** A write of 32 bits clears the upper half. */
  write(register: number, value: bigint, bits: Width = 64): void {
    this.gprs[register] = truncate(value, bits)
  }

  writeByte(register: number, value: bigint): void {
    this.gprs[register] = ((this.gprs[register] as bigint) & ~255n) | value
  }

  // Flags.

  noFlags(): void {
    this.carry = this.zero = this.sign = this.overflow = this.parity = null
  }

  setCarry(carry: Flag): void {
    this.carry = carry
  }

  resultFlags(result: bigint, bits: number): void {
    this.zero = truncate(result, bits) === 0n
    this.sign = signed(result, bits) < 0n
    this.parity = null
  }

  /** Flags of `exact`, the sum or difference computed on signed and on unsigned operands. */
  arithmeticFlags(exactSigned: bigint, exactUnsigned: bigint, bits: number): void {
    this.resultFlags(exactSigned, bits)
    this.overflow = signed(exactSigned, bits) !== exactSigned
    this.carry = truncate(exactUnsigned, bits) !== exactUnsigned
  }

  logicFlags(result: bigint, bits: number): void {
    this.resultFlags(result, bits)
    this.overflow = this.carry = false
  }

  multiplyFlags(overflow: boolean): void {
    this.noFlags()
    this.overflow = this.carry = overflow
  }

  compareFlags(unordered: boolean, less: boolean, equal: boolean): void {
    this.parity = unordered
    this.carry = unordered || less
    this.zero = unordered || equal
    this.sign = this.overflow = false
  }

  get carryBit(): bigint | null {
    return this.carry === null ? null : this.carry ? 1n : 0n
  }

  /** INC and DEC keep the carry. */
  keepCarry(update: () => void): void {
    const { carry } = this
    update()
    this.carry = carry
  }

  /** Whether condition `cc` holds; null if it depends on an undefined flag. */
  holds(cc: number): Flag {
    const value = this.plainCondition(cc & ~1)
    return value === null ? null : value !== ((cc & 1) === 1)
  }

  private plainCondition(cc: number): Flag {
    const either = (x: Flag, y: Flag) => (x === null || y === null ? null : x || y)
    const differ = (x: Flag, y: Flag) => (x === null || y === null ? null : x !== y)
    switch (cc) {
      case CC.O:
        return this.overflow
      case CC.B:
        return this.carry
      case CC.E:
        return this.zero
      case CC.BE:
        return either(this.carry, this.zero)
      case CC.S:
        return this.sign
      case CC.P:
        return this.parity
      case CC.L:
        return differ(this.sign, this.overflow)
      default:
        return either(this.zero, differ(this.sign, this.overflow))
    }
  }
}
