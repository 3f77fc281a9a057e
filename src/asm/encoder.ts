// The encoder: one method a form, from numbers straight into bytes.
//
// Nothing is allocated for an instruction and nothing is looked up by name. An instruction is
//
//   head  [ModRM [SIB] [disp8 disp32]]  [imm8 imm32]
//
// whose head (prefixes, REX and opcode, see `heads.ts`) comes ready from its form's table; the rest is
// made from the operands. Everything is stored four bytes at a time: what a store writes too much is
// overwritten by the next, at last by the next instruction.
//
// Needs: registers 0..15, displacements and immediates that fit a signed 32-bit integer.
// Keeps: `at` moves only over whole instructions; the bytes after it mean nothing. An instruction
// starts only where there is room for the longest one, so nothing outside `bytes` is ever touched.
//
// Rate, warm: about 120 million instructions a second (`npx tsx bench/asm.ts`). What it took: a store
// into a DataView makes V8 forget what it knows of `this`, hence the local `view`; and calls of constant
// functions (the arrows at the end) need no check of what is called.

import { bug } from '../base/index.ts'
import { wordLayout } from './encoding-word.ts'
import { heads, keyBits, lacks, longImmShift, makeHead } from './heads.ts'
import { addressText, printInstruction } from './instruction-text.ts'
import { encodingWords, type Form, type Instruction } from './instructions.ts'
import { createListing, type Listing, listComment, listInstruction } from './listing.ts'
import type { Register } from './registers.ts'

// V8 folds a module's own constants into optimized code, but loads and checks imported ones at
// every use: hence these names for them.
const LONG_MAP = 2 << wordLayout.mapShift
const DIGIT_SHIFT = wordLayout.digitShift
const IMM_8 = wordLayout.imm8
const IMM_32 = wordLayout.imm32
const DST_IS_RM_SHIFT = wordLayout.dstIsRmShift

const rrWords = encodingWords.rr
const riWords = encodingWords.ri
const miWords = encodingWords.mi
const mWords = encodingWords.m
const noneWords = encodingWords.none
const rriWords = encodingWords.rri
const iWords = encodingWords.i

const rrHeads = heads.rr
const riHeads = heads.ri
const rmHeads = heads.rm
const mrHeads = heads.mr
const miHeads = heads.mi
const rHeads = heads.r
const mHeads = heads.m
const rriHeads = heads.rri
const iHeads = heads.i
const KEY_BITS = keyBits
const LONG_IMM_SHIFT = longImmShift

/** In ModRM.rm: a SIB byte follows. In SIB.index: no index. */
const RM_SIB = 4
/** In ModRM.rm or SIB.base with mod 0: no base, so rbp and r13 need a displacement. */
const RM_NO_BASE = 5
const MOD_DISP8 = 0x40
const MOD_DISP32 = 0x80
const MOD_REGISTER = 0xc0
/** The SIB byte of a base alone that is rsp or r12, above ModRM. */
const SIB_NO_INDEX = 0x2400
/** Room for every instruction, with what its last store writes too much. */
const LONGEST_BYTES = 16

export class Encoder {
  /** The code; `bytes[0]` has address `base`. */
  readonly bytes: Uint8Array
  readonly base: number
  /** Records every instruction when it is not null. */
  listing: Listing | null = null
  /** Index in `bytes` of the next instruction. */
  protected at = 0
  /** The same memory as `bytes`, for several bytes at once. */
  protected readonly view: DataView
  /** The last index in `bytes` at which an instruction may start. */
  private readonly lastStart: number

  constructor(bytes: Uint8Array, base: number) {
    this.bytes = bytes
    this.base = base
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.lastStart = bytes.length - LONGEST_BYTES
  }

  /** The address of the next instruction. */
  get here(): number {
    return this.base + this.at
  }

  /** Continues at `address`, which must lie in `bytes` or at its end. */
  seek(address: number): void {
    const at = address - this.base
    if (!(at >= 0 && at <= this.bytes.length)) bug(`seek to ${address}, outside the code`)
    // A difference of addresses is a double: without `| 0` V8 would keep `at` as one from now on.
    this.at = at | 0
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
    const start = this.begin()
    const head = headAt(rrHeads, (ins << KEY_BITS) | (dst & 12) | (src >>> 2), dst | src)
    const swap = (dst ^ src) & ((rrWords[ins] as number) >> DST_IS_RM_SHIFT)
    const end = start + headSize(head)
    const { view } = this
    view.setInt32(start, head, true)
    view.setInt8(end, MOD_REGISTER | (((dst ^ swap) & 7) << 3) | ((src ^ swap) & 7))
    this.at = end + 1
    if (this.listing !== null) this.list(start, ins, 'rr', dst, src)
  }

  /** `ins dst, imm`; the short immediate where the instruction has one and `imm` fits. */
  ri(ins: Instruction, dst: Register, imm: number): void {
    const start = this.begin()
    const size = immediateSize(riWords[ins] as number, imm)
    const head = headAt(riHeads, (ins << KEY_BITS) | ((size & 4) << LONG_IMM_SHIFT) | dst, dst)
    const end = start + headSize(head)
    const { view } = this
    view.setInt32(start, head, true)
    view.setInt32(end, imm, true)
    this.at = end + size
    if (this.listing !== null) this.list(start, ins, 'ri', dst, imm)
  }

  /** `ins dst, [base + disp]`. */
  rm(ins: Instruction, dst: Register, base: Register, disp: number): void {
    const start = this.begin()
    const head = headAt(rmHeads, (ins << KEY_BITS) | (dst & 12) | (base >>> 3), dst | base)
    this.at = this.memory(start, head, dst & 7, base, disp)
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
    const start = this.begin()
    const key = (ins << KEY_BITS) | (dst & 12) | ((index & 8) >>> 2) | (base >>> 3)
    const head = headAt(rmHeads, key, dst | base | index)
    this.at = this.indexed(start, head, dst & 7, base, index, scale, disp)
    if (this.listing !== null) {
      this.list(start, ins, 'rm', dst, addressText(base, index, scale, disp))
    }
  }

  /** `ins [base + disp], src`. */
  mr(ins: Instruction, base: Register, disp: number, src: Register): void {
    const start = this.begin()
    const head = headAt(mrHeads, (ins << KEY_BITS) | (src & 12) | (base >>> 3), src | base)
    this.at = this.memory(start, head, src & 7, base, disp)
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
    const start = this.begin()
    const key = (ins << KEY_BITS) | (src & 12) | ((index & 8) >>> 2) | (base >>> 3)
    const head = headAt(mrHeads, key, src | base | index)
    this.at = this.indexed(start, head, src & 7, base, index, scale, disp)
    if (this.listing !== null) {
      this.list(start, ins, 'mr', addressText(base, index, scale, disp), src)
    }
  }

  /** `ins [base + disp], imm`. */
  mi(ins: Instruction, base: Register, disp: number, imm: number): void {
    const start = this.begin()
    const word = miWords[ins] as number
    const size = immediateSize(word, imm)
    const head = headAt(
      miHeads,
      (ins << KEY_BITS) | ((size & 4) << LONG_IMM_SHIFT) | (base >>> 3),
      base,
    )
    const at = this.memory(start, head, digit(word), base, disp)
    this.view.setInt32(at, imm, true)
    this.at = at + size
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
    const start = this.begin()
    const word = miWords[ins] as number
    const size = immediateSize(word, imm)
    const key =
      (ins << KEY_BITS) | ((size & 4) << LONG_IMM_SHIFT) | ((index & 8) >>> 2) | (base >>> 3)
    const at = this.indexed(
      start,
      headAt(miHeads, key, base | index),
      digit(word),
      base,
      index,
      scale,
      disp,
    )
    this.view.setInt32(at, imm, true)
    this.at = at + size
    if (this.listing !== null) {
      this.list(start, ins, 'mi', addressText(base, index, scale, disp), imm)
    }
  }

  /** `ins reg`; for shifts, `ins reg, cl`. */
  r(ins: Instruction, reg: Register): void {
    const start = this.begin()
    const head = headAt(rHeads, (ins << KEY_BITS) | reg, reg)
    this.at = start + headSize(head)
    this.view.setInt32(start, head, true)
    if (this.listing !== null) this.list(start, ins, 'r', reg, 0)
  }

  /** `ins [base + disp]`; for shifts, by cl. */
  m(ins: Instruction, base: Register, disp: number): void {
    const start = this.begin()
    const head = headAt(mHeads, (ins << KEY_BITS) | (base >>> 3), base)
    this.at = this.memory(start, head, digit(mWords[ins] as number), base, disp)
    if (this.listing !== null) this.list(start, ins, 'm', addressText(base, null, 1, disp), 0)
  }

  /** `ins [base + index * scale + disp]`. */
  mx(ins: Instruction, base: Register, index: Register, scale: number, disp: number): void {
    const start = this.begin()
    const head = headAt(
      mHeads,
      (ins << KEY_BITS) | ((index & 8) >>> 2) | (base >>> 3),
      base | index,
    )
    this.at = this.indexed(start, head, digit(mWords[ins] as number), base, index, scale, disp)
    if (this.listing !== null) this.list(start, ins, 'm', addressText(base, index, scale, disp), 0)
  }

  /** `ins` alone. */
  none(ins: Instruction): void {
    const word = noneWords[ins] as number
    if (word === 0) lacks(ins, 'none')
    const start = this.begin()
    this.view.setInt32(start, word, true)
    this.at = start + headSize(word)
    if (this.listing !== null) this.list(start, ins, 'none', 0, 0)
  }

  /** `ins dst, src, imm`: `imul`, `shld`, `roundsd`. */
  rri(ins: Instruction, dst: Register, src: Register, imm: number): void {
    const start = this.begin()
    const word = rriWords[ins] as number
    const size = immediateSize(word, imm)
    const key = (ins << KEY_BITS) | ((size & 4) << LONG_IMM_SHIFT) | (dst & 12) | (src >>> 2)
    const head = headAt(rriHeads, key, dst | src)
    const swap = (dst ^ src) & (word >> DST_IS_RM_SHIFT)
    const { view } = this
    view.setInt32(start, head, true)
    let end = start + headSize(head)
    if ((word & LONG_MAP) !== 0) view.setInt8(end++, word)
    view.setInt8(end, MOD_REGISTER | (((dst ^ swap) & 7) << 3) | ((src ^ swap) & 7))
    view.setInt32(end + 1, imm, true)
    this.at = end + 1 + size
    if (this.listing !== null) this.list(start, ins, 'rri', dst, src, imm)
  }

  /** `ins imm`: `push`. */
  i(ins: Instruction, imm: number): void {
    const start = this.begin()
    const size = immediateSize(iWords[ins] as number, imm)
    const head = headAt(iHeads, (ins << KEY_BITS) | ((size & 4) << LONG_IMM_SHIFT), 0)
    const end = start + headSize(head)
    const { view } = this
    view.setInt32(start, head, true)
    view.setInt32(end, imm, true)
    this.at = end + size
    if (this.listing !== null) this.list(start, ins, 'i', imm, 0)
  }

  /** Where the next instruction starts. */
  protected begin(): number {
    if (this.at > this.lastStart) noRoom()
    return this.at
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

  /** An instruction on `[base + disp]`, up to its immediate; returns the index after it. */
  private memory(start: number, head: number, reg: number, base: Register, disp: number): number {
    const { view } = this
    const low = base & 7
    const mod = displacementMod(low, disp)
    const modrm = mod | (reg << 3) | low
    const at = start + headSize(head)
    view.setInt32(start, head, true)
    if (low === RM_SIB) {
      view.setInt32(at, modrm | SIB_NO_INDEX | (disp << 16), true)
      return this.displacement(at + 2, mod, disp)
    }
    view.setInt32(at, modrm | (disp << 8), true)
    return this.displacement(at + 1, mod, disp)
  }

  /** The same for `[base + index * scale + disp]`. */
  private indexed(
    start: number,
    head: number,
    reg: number,
    base: Register,
    index: Register,
    scale: number,
    disp: number,
  ): number {
    const { view } = this
    const low = base & 7
    const mod = displacementMod(low, disp)
    const scaleBits = 31 - Math.clz32(scale)
    if (1 << scaleBits !== scale || scale > 8) bug(`no addressing mode has scale ${scale}`)
    if (index === RM_SIB) bug('rsp cannot be an index')
    const modrm = mod | (reg << 3) | RM_SIB
    const sib = (scaleBits << 6) | ((index & 7) << 3) | low
    const at = start + headSize(head)
    view.setInt32(start, head, true)
    view.setInt32(at, modrm | (sib << 8) | (disp << 16), true)
    return this.displacement(at + 2, mod, disp)
  }

  /** Returns the index after the displacement at `at`, of which only the first two bytes are there. */
  private displacement(at: number, mod: number, disp: number): number {
    if (mod !== MOD_DISP32) return mod === MOD_DISP8 ? at + 1 : at
    this.view.setInt32(at, disp, true)
    return at + 4
  }
}

const noRoom = (): never => bug('no room for an instruction')

/**
 * The head with `key` in `table`; it is made when it is first asked for. `registers` is the or of all
 * registers' numbers: one that does not exist shows in it.
 */
const headAt = (table: Int32Array, key: number, registers: number): number => {
  if ((registers & ~15) !== 0) bug('no such register')
  const head = table[key] as number
  if (head !== 0) return head
  makeHead(table, key)
  return table[key] as number
}

const headSize = (head: number): number => 4 - (Math.clz32(head) >>> 3)

/** ModRM.reg when it extends the opcode. */
const digit = (word: number): number => (word >>> DIGIT_SHIFT) & 7

/** ModRM.mod for `disp` from a base whose low bits are `low`. */
const displacementMod = (low: number, disp: number): number => {
  if ((disp | 0) !== disp) bug(`displacement ${disp} does not fit a signed 32-bit integer`)
  if (disp === 0 && low !== RM_NO_BASE) return 0
  return (disp << 24) >> 24 === disp ? MOD_DISP8 : MOD_DISP32
}

/** The bytes that `imm` takes: 1 where the instruction has a short immediate and it fits, else 4. */
const immediateSize = (word: number, imm: number): number => {
  if ((imm | 0) !== imm) bug(`immediate ${imm} does not fit a signed 32-bit integer`)
  if ((word & IMM_8) !== 0 && (imm << 24) >> 24 === imm) return 1
  if ((word & IMM_32) !== 0) return 4
  if (imm < 0 || imm > 255) bug(`immediate ${imm} does not fit the instruction`)
  return 1
}
