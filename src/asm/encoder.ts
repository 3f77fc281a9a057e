// The encoder: one method a form, from numbers straight into bytes.
//
// Nothing is allocated for an instruction and nothing is looked up by name: a form's table maps
// the instruction to its encoding word (see `instructions.ts`), whose bits and the operands give
//
//   [66 F2 F3]  [REX 0100WRXB]  [0F [38 3A]]  opcode  [ModRM [SIB] [disp8 disp32]]  [imm8 imm32]
//
// Needs: registers 0..15, displacements and immediates that fit a signed 32-bit integer.
// Keeps: `at` moves only over whole instructions. A write past the end of `bytes` is dropped by
// the typed array and then reported, so nothing outside is ever touched.
//
// Rate, warm: about 100 million instructions a second (`npx tsx bench/asm.ts`).

import { bug } from '../base/index.ts'
import { wordLayout } from './encoding-word.ts'
import { addressText, printInstruction } from './instruction-text.ts'
import {
  encodingWords,
  type Form,
  hasForm,
  type Instruction,
  instructionName,
} from './instructions.ts'
import { createListing, type Listing, listComment, listInstruction } from './listing.ts'
import type { Register } from './registers.ts'

// V8 folds a module's own constants into optimized code, but loads and checks imported ones at
// every use: hence these names for them.
const PREFIX_SHIFT = wordLayout.prefixShift
const MAP_SHIFT = wordLayout.mapShift
const MAP_0F = wordLayout.map0F
const MAP_0F38 = wordLayout.map0F38
/** Brings REX.W to its place, bit 3. */
const WIDE_SHIFT_3 = wordLayout.wideShift - 3
const DIGIT_SHIFT = wordLayout.digitShift
const IMM_MASK = wordLayout.immMask
const IMM_8 = wordLayout.imm8
const IMM_32 = wordLayout.imm32
const IMM_EITHER = wordLayout.immEither
const SHORT_IMM_OPCODE = wordLayout.shortImmOpcode
const BYTE_REG = wordLayout.byteReg
const BYTE_RM = wordLayout.byteRm
const DST_IS_RM = wordLayout.dstIsRm
const REG_IN_OPCODE = wordLayout.regInOpcode
/** Anything between the operands and REX with one opcode byte. */
const LONG_OPCODE = (0xff << PREFIX_SHIFT) | (3 << MAP_SHIFT) | REG_IN_OPCODE

const rrWords = encodingWords.rr
const riWords = encodingWords.ri
const rmWords = encodingWords.rm
const mrWords = encodingWords.mr
const miWords = encodingWords.mi
const rWords = encodingWords.r
const mWords = encodingWords.m
const noneWords = encodingWords.none
const rriWords = encodingWords.rri
const iWords = encodingWords.i

const REX = 0x40
/** In ModRM.rm: a SIB byte follows. In SIB.index: no index. */
const RM_SIB = 4
/** In ModRM.rm or SIB.base with mod 0: no base, so rbp and r13 need a displacement. */
const RM_NO_BASE = 5
const MOD_DISP8 = 0x40
const MOD_DISP32 = 0x80
const MOD_REGISTER = 0xc0

export class Encoder {
  /** The code; `bytes[0]` has address `base`. */
  readonly bytes: Uint8Array
  readonly base: number
  /** Records every instruction when it is not null. */
  listing: Listing | null = null
  /** Index in `bytes` of the next instruction. */
  protected at = 0
  /** The same memory as `bytes`, for four bytes at once. */
  private readonly view: DataView

  constructor(bytes: Uint8Array, base: number) {
    this.bytes = bytes
    this.base = base
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** The address of the next instruction. */
  get here(): number {
    return this.base + this.at
  }

  /** Continues at `address`, which must lie in `bytes` or at its end. */
  seek(address: number): void {
    const at = address - this.base
    if (!(at >= 0 && at <= this.bytes.length)) bug(`seek to ${address}, outside the code`)
    this.at = at
  }

  /** Bytes left. */
  room(): number {
    return this.bytes.length - this.at
  }

  /** Starts recording instructions in a new listing. */
  startListing(): Listing {
    this.listing = createListing(this.bytes, this.base)
    return this.listing
  }

  /** Attaches a comment to the next instruction in the listing. */
  comment(text: string): void {
    if (this.listing !== null) listComment(this.listing, text)
  }

  /** `ins dst, src`. */
  rr(ins: Instruction, dst: Register, src: Register): void {
    const word = rrWords[ins] as number
    if (word === 0) lacks(ins, 'rr')
    const start = this.at
    const reg = (word & DST_IS_RM) !== 0 ? src : dst
    const rm = (word & DST_IS_RM) !== 0 ? dst : src
    const at = this.opcode(word, reg, 0, rm, byteRex(word, reg, rm))
    this.bytes[at] = MOD_REGISTER | ((reg & 7) << 3) | (rm & 7)
    this.finish(at + 1)
    if (this.listing !== null) this.list(start, ins, 'rr', dst, src)
  }

  /** `ins dst, imm`; the short immediate where the instruction has one and `imm` fits. */
  ri(ins: Instruction, dst: Register, imm: number): void {
    const word = riWords[ins] as number
    if (word === 0) lacks(ins, 'ri')
    const start = this.at
    const sizedWord = withImmediate(word, imm)
    let at = this.opcode(sizedWord, 0, 0, dst, byteRex(word, 0, dst))
    if ((word & REG_IN_OPCODE) === 0) {
      this.bytes[at++] = MOD_REGISTER | digitField(word) | (dst & 7)
    }
    this.finish(this.immediate(at, sizedWord, imm))
    if (this.listing !== null) this.list(start, ins, 'ri', dst, imm)
  }

  /** `ins dst, [base + disp]`. */
  rm(ins: Instruction, dst: Register, base: Register, disp: number): void {
    const word = rmWords[ins] as number
    if (word === 0) lacks(ins, 'rm')
    const start = this.at
    const at = this.opcode(word, dst, 0, base, byteRex(word, dst, 0))
    this.finish(this.memory(at, (dst & 7) << 3, base, disp))
    if (this.listing !== null) this.list(start, ins, 'rm', dst, addressText(base, null, 1, disp))
  }

  /** `ins dst, [base + index * scale + disp]`. */
  rmx(
    ins: Instruction,
    dst: Register,
    base: Register,
    index: Register,
    scale: number,
    disp: number,
  ): void {
    const word = rmWords[ins] as number
    if (word === 0) lacks(ins, 'rm')
    const start = this.at
    const at = this.opcode(word, dst, index, base, byteRex(word, dst, 0))
    this.finish(this.indexed(at, (dst & 7) << 3, base, index, scale, disp))
    if (this.listing !== null) {
      this.list(start, ins, 'rm', dst, addressText(base, index, scale, disp))
    }
  }

  /** `ins [base + disp], src`. */
  mr(ins: Instruction, base: Register, disp: number, src: Register): void {
    const word = mrWords[ins] as number
    if (word === 0) lacks(ins, 'mr')
    const start = this.at
    const at = this.opcode(word, src, 0, base, byteRex(word, src, 0))
    this.finish(this.memory(at, (src & 7) << 3, base, disp))
    if (this.listing !== null) this.list(start, ins, 'mr', addressText(base, null, 1, disp), src)
  }

  /** `ins [base + index * scale + disp], src`. */
  mxr(
    ins: Instruction,
    base: Register,
    index: Register,
    scale: number,
    disp: number,
    src: Register,
  ): void {
    const word = mrWords[ins] as number
    if (word === 0) lacks(ins, 'mr')
    const start = this.at
    const at = this.opcode(word, src, index, base, byteRex(word, src, 0))
    this.finish(this.indexed(at, (src & 7) << 3, base, index, scale, disp))
    if (this.listing !== null) {
      this.list(start, ins, 'mr', addressText(base, index, scale, disp), src)
    }
  }

  /** `ins [base + disp], imm`. */
  mi(ins: Instruction, base: Register, disp: number, imm: number): void {
    const word = miWords[ins] as number
    if (word === 0) lacks(ins, 'mi')
    const start = this.at
    const sizedWord = withImmediate(word, imm)
    const at = this.memory(this.opcode(sizedWord, 0, 0, base, 0), digitField(word), base, disp)
    this.finish(this.immediate(at, sizedWord, imm))
    if (this.listing !== null) this.list(start, ins, 'mi', addressText(base, null, 1, disp), imm)
  }

  /** `ins [base + index * scale + disp], imm`. */
  mxi(
    ins: Instruction,
    base: Register,
    index: Register,
    scale: number,
    disp: number,
    imm: number,
  ): void {
    const word = miWords[ins] as number
    if (word === 0) lacks(ins, 'mi')
    const start = this.at
    const sizedWord = withImmediate(word, imm)
    const at = this.opcode(sizedWord, 0, index, base, 0)
    const end = this.indexed(at, digitField(word), base, index, scale, disp)
    this.finish(this.immediate(end, sizedWord, imm))
    if (this.listing !== null) {
      this.list(start, ins, 'mi', addressText(base, index, scale, disp), imm)
    }
  }

  /** `ins reg`; for shifts, `ins reg, cl`. */
  r(ins: Instruction, reg: Register): void {
    const word = rWords[ins] as number
    if (word === 0) lacks(ins, 'r')
    const start = this.at
    let at = this.opcode(word, 0, 0, reg, byteRex(word, 0, reg))
    if ((word & REG_IN_OPCODE) === 0) {
      this.bytes[at++] = MOD_REGISTER | digitField(word) | (reg & 7)
    }
    this.finish(at)
    if (this.listing !== null) this.list(start, ins, 'r', reg, 0)
  }

  /** `ins [base + disp]`; for shifts, by cl. */
  m(ins: Instruction, base: Register, disp: number): void {
    const word = mWords[ins] as number
    if (word === 0) lacks(ins, 'm')
    const start = this.at
    this.finish(this.memory(this.opcode(word, 0, 0, base, 0), digitField(word), base, disp))
    if (this.listing !== null) this.list(start, ins, 'm', addressText(base, null, 1, disp), 0)
  }

  /** `ins [base + index * scale + disp]`. */
  mx(ins: Instruction, base: Register, index: Register, scale: number, disp: number): void {
    const word = mWords[ins] as number
    if (word === 0) lacks(ins, 'm')
    const start = this.at
    const at = this.opcode(word, 0, index, base, 0)
    this.finish(this.indexed(at, digitField(word), base, index, scale, disp))
    if (this.listing !== null) this.list(start, ins, 'm', addressText(base, index, scale, disp), 0)
  }

  /** `ins` alone. */
  none(ins: Instruction): void {
    const word = noneWords[ins] as number
    if (word === 0) lacks(ins, 'none')
    const start = this.at
    let at = start
    for (let rest = word; rest !== 0; rest >>>= 8) this.bytes[at++] = rest
    this.finish(at)
    if (this.listing !== null) this.list(start, ins, 'none', 0, 0)
  }

  /** `ins dst, src, imm`: `imul`, `shld`, `roundsd`. */
  rri(ins: Instruction, dst: Register, src: Register, imm: number): void {
    const word = rriWords[ins] as number
    if (word === 0) lacks(ins, 'rri')
    const start = this.at
    const sizedWord = withImmediate(word, imm)
    const reg = (word & DST_IS_RM) !== 0 ? src : dst
    const rm = (word & DST_IS_RM) !== 0 ? dst : src
    const at = this.opcode(sizedWord, reg, 0, rm, 0)
    this.bytes[at] = MOD_REGISTER | ((reg & 7) << 3) | (rm & 7)
    this.finish(this.immediate(at + 1, sizedWord, imm))
    if (this.listing !== null) this.list(start, ins, 'rri', dst, src, imm)
  }

  /** `ins imm`: `push`. */
  i(ins: Instruction, imm: number): void {
    const word = iWords[ins] as number
    if (word === 0) lacks(ins, 'i')
    const start = this.at
    const sizedWord = withImmediate(word, imm)
    this.finish(this.immediate(this.opcode(sizedWord, 0, 0, 0, 0), sizedWord, imm))
    if (this.listing !== null) this.list(start, ins, 'i', imm, 0)
  }

  /** Ends an instruction whose last byte is before `at`. */
  protected finish(at: number): void {
    if (at > this.bytes.length) bug('code written past the end of its space')
    this.at = at
  }

  /** Writes `value` in four bytes at `at`, if they exist; `finish` reports when they do not. */
  protected int32(at: number, value: number): number {
    if (at + 4 <= this.bytes.length) this.view.setInt32(at, value, true)
    return at + 4
  }

  /** Records the bytes from `start` to here as one instruction. */
  protected listText(start: number, text: string): void {
    if (this.listing === null) return
    listInstruction(this.listing, this.base + start, this.at - start, text)
  }

  private list(
    start: number,
    ins: Instruction,
    form: Form,
    first: number | string,
    second: number | string,
    third = 0,
  ): void {
    this.listText(start, printInstruction(ins, form, [first, second, third]))
  }

  /** Prefixes and opcode; returns the index after them. `rex` is REX where it must be there. */
  private opcode(word: number, reg: number, index: number, rm: number, rex: number): number {
    const bytes = this.bytes
    let at = this.at
    if (((reg | index | rm) & ~15) !== 0) bug('no such register')
    const wide = (word >>> WIDE_SHIFT_3) & 8
    const fields = rex | wide | ((reg >>> 3) << 2) | ((index >>> 3) << 1) | (rm >>> 3)
    if ((word & LONG_OPCODE) === 0) {
      if (fields !== 0) bytes[at++] = REX | fields
      bytes[at] = word
      return at + 1
    }
    const prefix = (word >>> PREFIX_SHIFT) & 0xff
    if (prefix !== 0) bytes[at++] = prefix
    if (fields !== 0) bytes[at++] = REX | fields
    const map = (word >>> MAP_SHIFT) & 3
    if (map !== 0) {
      bytes[at++] = 0x0f
      if (map !== MAP_0F) bytes[at++] = map === MAP_0F38 ? 0x38 : 0x3a
    }
    bytes[at++] = (word & REG_IN_OPCODE) !== 0 ? (word & 0xff) | (rm & 7) : word & 0xff
    return at
  }

  /** ModRM, SIB and displacement of `[base + disp]`; `field` is ModRM.reg in its place. */
  private memory(at: number, field: number, base: Register, disp: number): number {
    const bytes = this.bytes
    const low = base & 7
    const mod = displacementMod(low, disp)
    bytes[at++] = mod | field | low
    if (low === RM_SIB) bytes[at++] = (RM_SIB << 3) | RM_SIB
    return this.displacement(at, mod, disp)
  }

  /** The same for `[base + index * scale + disp]`. */
  private indexed(
    at: number,
    field: number,
    base: Register,
    index: Register,
    scale: number,
    disp: number,
  ): number {
    const bytes = this.bytes
    const low = base & 7
    const mod = displacementMod(low, disp)
    const scaleBits = 31 - Math.clz32(scale)
    if (1 << scaleBits !== scale || scale > 8) bug(`no addressing mode has scale ${scale}`)
    if (index === RM_SIB) bug('rsp cannot be an index')
    bytes[at++] = mod | field | RM_SIB
    bytes[at++] = (scaleBits << 6) | ((index & 7) << 3) | low
    return this.displacement(at, mod, disp)
  }

  private displacement(at: number, mod: number, disp: number): number {
    if (mod === 0) return at
    if (mod === MOD_DISP8) {
      this.bytes[at] = disp
      return at + 1
    }
    return this.int32(at, disp)
  }

  private immediate(at: number, word: number, imm: number): number {
    if ((word & IMM_MASK) === IMM_8) {
      this.bytes[at] = imm
      return at + 1
    }
    return this.int32(at, imm)
  }
}

/** REX when a byte operand is one of spl, bpl, sil and dil, else 0. */
function byteRex(word: number, reg: Register, rm: Register): number {
  if ((word & (BYTE_REG | BYTE_RM)) === 0) return 0
  if ((word & BYTE_REG) !== 0 && reg >= 4) return REX
  return (word & BYTE_RM) !== 0 && rm >= 4 ? REX : 0
}

/** ModRM.reg in its place when it extends the opcode. */
function digitField(word: number): number {
  return ((word >>> DIGIT_SHIFT) & 7) << 3
}

/** The word with the immediate's size decided: IMM_8 or IMM_32. */
function withImmediate(word: number, imm: number): number {
  if ((imm | 0) !== imm) bug(`immediate ${imm} does not fit a signed 32-bit integer`)
  const size = word & IMM_MASK
  if (size === IMM_32) return word
  const isByte = imm >= -128 && imm <= 127
  if (size === IMM_EITHER) {
    return isByte ? (word & ~IMM_MASK) | IMM_8 | SHORT_IMM_OPCODE : (word & ~IMM_MASK) | IMM_32
  }
  if (!isByte && (imm < 0 || imm > 255)) bug(`immediate ${imm} does not fit a byte`)
  return word
}

/** ModRM.mod for `disp` from a base whose low bits are `low`. */
function displacementMod(low: number, disp: number): number {
  if ((disp | 0) !== disp) bug(`displacement ${disp} does not fit a signed 32-bit integer`)
  if (disp === 0 && low !== RM_NO_BASE) return 0
  return disp >= -128 && disp <= 127 ? MOD_DISP8 : MOD_DISP32
}

function lacks(ins: Instruction, form: Form): never {
  const others = Object.keys(encodingWords).filter((other) => hasForm(ins, other as Form))
  bug(`${instructionName(ins)} has no form ${form}, only ${others.join(' ')}`)
}
