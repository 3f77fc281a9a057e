// The assembler: the encoder's forms, plus what spans instructions: labels, jumps, calls, and
// the few idioms that every code generator needs.
//
// Jumps and calls are always rel32 so that any of them can be patched later; only `jmpShort` and
// `jccShort` ask for one byte, and binding the label checks that it reaches. Labels name places
// in code being made; `…To` and `leaAddress` take the address of code or data that exists.

import { bug } from '../base/index.ts'
import { Encoder } from './encoder.ts'
import { numberText } from './instruction-text.ts'
import { I } from './instructions.ts'
import { type Label, Labels } from './labels.ts'
import { type ConditionCode, ccName, type Register, registerName } from './registers.ts'

const OPCODE_JMP_REL8 = 0xeb
const OPCODE_JMP_REL32 = 0xe9
const OPCODE_CALL_REL32 = 0xe8
/** Plus the condition code. */
const OPCODE_JCC_REL8 = 0x70
/** 0F 80, of which the condition code is added to the second byte. */
const OPCODE_JCC_REL32 = 0x800f
/** REX.W 8D and the ModRM of rip; a register is added to REX.R and ModRM.reg. */
const OPCODE_LEA_RIP = 0x058d48
/** REX.W B8; a register is added to REX.B and the opcode. */
const OPCODE_MOVABS = 0xb848
const OPCODE_LONG_NOP = 0x801f0f

/** Where padding NOPs of 1 to 9 bytes start in `paddingBytes`; there is none of 7. */
const paddingStarts = new Uint8Array([0, 0, 1, 3, 6, 10, 15, 0, 21, 29])
// biome-ignore format: one instruction a line
const paddingBytes = new Uint8Array([
  0x90,
  0x66, 0x90,
  0x0f, 0x1f, 0x00,
  0x0f, 0x1f, 0x40, 0x00,
  0x0f, 0x1f, 0x44, 0x00, 0x00,
  0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00,
  0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00,
  0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00,
])
const LONGEST_PADDING = 9
const LONG_NOP_SIZE = 7

export class Assembler extends Encoder {
  private readonly labels = new Labels()

  newLabel(): Label {
    return this.labels.create()
  }

  /** Makes `label` the address of the next instruction. */
  bind(label: Label): void {
    this.labels.bind(this.bytes, label, this.at)
    if (this.listing !== null) this.listing.labels.push({ label, address: this.here })
  }

  /** The address of a bound label. */
  labelAddress(label: Label): number {
    const position = this.labels.positionOf(label)
    if (position < 0) bug(`label L${label} is not bound`)
    return this.base + position
  }

  /** Starts the labels anew, from 0; every label that was used must have been bound. */
  resetLabels(): void {
    this.labels.reset()
  }

  /** Starts the labels anew after code was given up half-way. */
  discardLabels(): void {
    this.labels.discard()
  }

  jmp(label: Label): void {
    const start = this.begin()
    this.relative(start, OPCODE_JMP_REL32, 1, this.labels.rel32(label, start + 1))
    if (this.listing !== null) this.listText(start, `jmp L${label}`)
  }

  jcc(cc: ConditionCode, label: Label): void {
    const start = this.begin()
    const opcode = OPCODE_JCC_REL32 | (checkedCondition(cc) << 8)
    this.relative(start, opcode, 2, this.labels.rel32(label, start + 2))
    if (this.listing !== null) this.listText(start, `j${ccName(cc)} L${label}`)
  }

  call(label: Label): void {
    const start = this.begin()
    this.relative(start, OPCODE_CALL_REL32, 1, this.labels.rel32(label, start + 1))
    if (this.listing !== null) this.listText(start, `call L${label}`)
  }

  /** `jmp` in two bytes; the label must end up within 127 bytes. */
  jmpShort(label: Label): void {
    const start = this.branchShort(OPCODE_JMP_REL8, label)
    if (this.listing !== null) this.listText(start, `jmp short L${label}`)
  }

  /** `jcc` in two bytes; the label must end up within 127 bytes. */
  jccShort(cc: ConditionCode, label: Label): void {
    const start = this.branchShort(OPCODE_JCC_REL8 | checkedCondition(cc), label)
    if (this.listing !== null) this.listText(start, `j${ccName(cc)} short L${label}`)
  }

  /** `lea reg, [label]`, relative to rip. */
  leaLabel(reg: Register, label: Label): void {
    const start = this.begin()
    this.relative(start, leaRip(reg), 3, this.labels.rel32(label, start + 3))
    if (this.listing !== null) this.listText(start, `lea ${registerName(reg, 64)}, [L${label}]`)
  }

  jmpTo(address: number): void {
    const start = this.begin()
    this.relative(start, OPCODE_JMP_REL32, 1, this.distance(start + 5, address))
    if (this.listing !== null) this.listText(start, `jmp ${numberText(address)}`)
  }

  jccTo(cc: ConditionCode, address: number): void {
    const start = this.begin()
    const opcode = OPCODE_JCC_REL32 | (checkedCondition(cc) << 8)
    this.relative(start, opcode, 2, this.distance(start + 6, address))
    if (this.listing !== null) this.listText(start, `j${ccName(cc)} ${numberText(address)}`)
  }

  callTo(address: number): void {
    const start = this.begin()
    this.relative(start, OPCODE_CALL_REL32, 1, this.distance(start + 5, address))
    if (this.listing !== null) this.listText(start, `call ${numberText(address)}`)
  }

  /** `lea reg, [address]`, relative to rip: right wherever the address space is mapped. */
  leaAddress(reg: Register, address: number): void {
    const start = this.begin()
    this.relative(start, leaRip(reg), 3, this.distance(start + 7, address))
    if (this.listing !== null) {
      this.listText(start, `lea ${registerName(reg, 64)}, [${numberText(address)}]`)
    }
  }

  /** `reg` becomes 1 if `cc` holds and 0 otherwise; only its low byte changes. */
  setcc(cc: ConditionCode, reg: Register): void {
    this.r(I.seto + checkedCondition(cc), reg)
  }

  /** `dst` becomes `src` if `cc` holds. */
  cmov(cc: ConditionCode, dst: Register, src: Register): void {
    this.rr(I.cmovo + checkedCondition(cc), dst, src)
  }

  /** `reg` becomes the 64-bit value whose upper and lower halves are `hi` and `lo`. */
  movabs(reg: Register, hi: number, lo: number): void {
    const start = this.begin()
    this.view.setInt16(start, OPCODE_MOVABS | (checkedRegister(reg) >>> 3) | ((reg & 7) << 8), true)
    this.view.setInt32(start + 2, lo, true)
    this.view.setInt32(start + 6, hi, true)
    this.at = start + 10
    if (this.listing !== null) {
      const digits = (hi >>> 0).toString(16) + (lo >>> 0).toString(16).padStart(8, '0')
      this.listText(start, `mov ${registerName(reg, 64)}, 0x${digits}`)
    }
  }

  /**
   * `reg` becomes `value`, an integer from -2^31 to 2^32-1, in the fewest bytes that leave the
   * flags alone.
   */
  movImm(reg: Register, value: number): void {
    if (value >>> 0 === value) this.ri(I.mov32, reg, value | 0)
    else this.ri(I.mov, reg, value)
  }

  /** The seven-byte NOP `0F 1F 80 imm32` that names the call before it. */
  longNop(callSite: number): void {
    const start = this.begin()
    this.view.setInt32(start, OPCODE_LONG_NOP, true)
    this.view.setInt32(start + 3, callSite, true)
    this.at = start + LONG_NOP_SIZE
    if (this.listing !== null) this.listText(start, `nop ${numberText(callSite | 0)}`)
  }

  /**
   * `count` bytes of NOPs, as few instructions as possible. None has the shape of `longNop`:
   * seven bytes are made of four and three.
   */
  nops(count: number): void {
    let rest = count
    while (rest > 0) {
      const size = rest === LONG_NOP_SIZE ? 4 : Math.min(rest, LONGEST_PADDING)
      const start = this.begin()
      const from = paddingStarts[size] as number
      for (let i = 0; i < size; i++) this.bytes[start + i] = paddingBytes[from + i] as number
      this.at = start + size
      if (this.listing !== null) this.listText(start, 'nop')
      rest -= size
    }
  }

  /** NOPs up to the next multiple of `bytes`, a power of two; the address there. */
  align(bytes: number): number {
    this.nops(-this.here & (bytes - 1))
    return this.here
  }

  private branchShort(opcode: number, label: Label): number {
    const start = this.begin()
    this.view.setInt16(start, opcode | (this.labels.rel8(label, start + 1) << 8), true)
    this.at = start + 2
    return start
  }

  /** An instruction that ends in a rel32, after an opcode of `size` bytes. */
  private relative(start: number, opcode: number, size: number, rel32: number): void {
    const { view } = this
    view.setInt32(start, opcode, true)
    view.setInt32(start + size, rel32, true)
    this.at = start + size + 4
  }

  /** From the end of an instruction, an index in the code, to `address`. */
  private distance(end: number, address: number): number {
    const distance = address - (this.base + end)
    if ((distance | 0) !== distance) bug('rel32 target out of reach')
    return distance
  }
}

const leaRip = (reg: Register): number =>
  OPCODE_LEA_RIP | ((checkedRegister(reg) & 8) >>> 1) | ((reg & 7) << 19)

const checkedRegister = (reg: Register): number => {
  if ((reg & ~15) !== 0) bug('no such register')
  return reg
}

const checkedCondition = (cc: ConditionCode): number => {
  if ((cc & ~15) !== 0) bug(`no condition code ${cc}`)
  return cc
}
