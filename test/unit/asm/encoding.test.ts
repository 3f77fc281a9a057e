// Every form of every instruction, assembled, listed and disassembled again: our text, made from
// the operands, must be what iced-x86 makes of the bytes. Registers are exhausted where they meet
// ModRM and SIB; displacements and immediates are the edges of each size.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Assembler,
  type Form,
  forms,
  hasForm,
  I,
  type Instruction,
  instructionName,
  registerName,
} from '../../../src/asm/index.ts'
import { decodeMovabs, disassemble, inListingStyle } from './disassembler.ts'

const ADDRESS = 0x40000
const registers = Array.from({ length: 16 }, (_, reg) => reg)
const indexes = registers.filter((reg) => reg !== 4)
const disps = [0, 8, -8, 127, 128, -128, -129, 0x12345678, 0x7fffffff, -0x80000000]
const imms = [0, 1, -1, 127, 128, -128, -129, 0x12345678, 0x7fffffff, -0x80000000]
const byteImms = [0, 1, 63, 127, -1, -128]

/** A small generator of pseudo-random numbers, so that failures repeat. */
let seed = 0x2545f491
function pick<T>(values: readonly T[]): T {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0
  return values[(seed >>> 8) % values.length] as T
}

/** Assembles with `emit`, then compares the listing with the disassembly. */
function compare(emit: (asm: Assembler) => void): number {
  const asm = new Assembler(new Uint8Array(1 << 20), ADDRESS)
  const listing = asm.startListing()
  emit(asm)
  const decoded = disassemble(asm.bytes.subarray(0, asm.here - ADDRESS), ADDRESS)
  for (const [i, { text, length, address }] of listing.instructions.entries()) {
    const at = address - ADDRESS
    const expected = decoded[i] ?? { text: 'nothing', length: 0 }
    const expectedText = inListingStyle(expected.text, text)
    if (text === expectedText && length === expected.length) continue
    const hex = Buffer.from(asm.bytes.subarray(at, at + length)).toString('hex')
    assert.deepEqual({ text, length, hex }, { ...expected, text: expectedText, hex })
  }
  assert.equal(decoded.length, listing.instructions.length)
  return decoded.length
}

function takesOnlyByte(ins: Instruction, form: Form): boolean {
  const asm = new Assembler(new Uint8Array(16), 0)
  try {
    if (form === 'ri') asm.ri(ins, 0, 1000)
    else if (form === 'mi') asm.mi(ins, 0, 0, 1000)
    else asm.rri(ins, 0, 0, 1000)
    return false
  } catch {
    return true
  }
}

/** Every operand that matters for `form`, passed to the method or methods that encode it. */
function emitForm(asm: Assembler, ins: Instruction, form: Form): void {
  const hasImm = form === 'ri' || form === 'mi' || form === 'rri'
  const formImms = hasImm && takesOnlyByte(ins, form) ? byteImms : imms
  const forAddresses = (plain: (base: number, disp: number) => void): void => {
    for (const base of registers) for (const disp of disps) plain(base, disp)
  }
  const forIndexed = (
    indexed: (base: number, index: number, scale: number, disp: number) => void,
  ): void => {
    for (const base of registers) {
      for (const index of indexes) indexed(base, index, pick([1, 2, 4, 8]), pick(disps))
    }
  }
  const reg = (): number => pick(registers)
  switch (form) {
    case 'rr':
      for (const dst of registers) for (const src of registers) asm.rr(ins, dst, src)
      break
    case 'ri':
      for (const dst of registers) for (const imm of formImms) asm.ri(ins, dst, imm)
      break
    case 'rm':
      forAddresses((base, disp) => asm.rm(ins, reg(), base, disp))
      forIndexed((base, index, scale, disp) => asm.rmx(ins, reg(), base, index, scale, disp))
      for (const dst of registers) asm.rm(ins, dst, 3, 0)
      break
    case 'mr':
      forAddresses((base, disp) => asm.mr(ins, base, disp, reg()))
      forIndexed((base, index, scale, disp) => asm.mxr(ins, base, index, scale, disp, reg()))
      for (const src of registers) asm.mr(ins, 3, 0, src)
      break
    case 'mi':
      forAddresses((base, disp) => asm.mi(ins, base, disp, pick(formImms)))
      forIndexed((base, index, scale, disp) =>
        asm.mxi(ins, base, index, scale, disp, pick(formImms)),
      )
      break
    case 'r':
      for (const operand of registers) asm.r(ins, operand)
      break
    case 'm':
      forAddresses((base, disp) => asm.m(ins, base, disp))
      forIndexed((base, index, scale, disp) => asm.mx(ins, base, index, scale, disp))
      break
    case 'none':
      asm.none(ins)
      break
    case 'rri':
      for (const dst of registers) {
        for (const src of registers) asm.rri(ins, dst, src, pick(formImms))
      }
      break
    case 'i':
      for (const imm of imms) asm.i(ins, imm)
      break
  }
}

test('every form of every instruction decodes as it was meant', () => {
  let count = 0
  for (const ins of Object.values(I)) {
    for (const form of forms) {
      if (hasForm(ins, form)) count += compare((asm) => emitForm(asm, ins, form))
    }
  }
  assert.ok(count > 50_000, `only ${count} instructions`)
})

test('setcc and cmov cover the conditions in hardware order', () => {
  compare((asm) => {
    for (let cc = 0; cc < 16; cc++) {
      for (const reg of registers) {
        asm.setcc(cc, reg)
        asm.cmov(cc, reg, pick(registers))
      }
    }
  })
  assert.equal(instructionName(I.seto + 15), 'setg')
  assert.equal(instructionName(I.cmovo + 15), 'cmovg')
})

test('constants', () => {
  const edges = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, -1, -128, -0x80000000]
  compare((asm) => {
    for (const reg of registers) for (const value of edges) asm.movImm(reg, value)
  })
  const halves = [
    [1, 0],
    [0x12345678, -1],
    [-1, 5],
    [0x7fffffff, -0x80000000],
  ] as const
  for (const reg of registers) {
    for (const [hi, lo] of halves) {
      const asm = new Assembler(new Uint8Array(16), 0)
      const listing = asm.startListing()
      asm.movabs(reg, hi, lo)
      const value = BigInt.asUintN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0))
      assert.deepEqual(decodeMovabs(asm.bytes.subarray(0, asm.here)), { reg, value })
      const text = `mov ${registerName(reg, 64)}, 0x${value.toString(16)}`
      assert.equal(listing.instructions[0]?.text, text)
    }
  }
})

test('the encodings are the short ones', () => {
  const sizeOf = (emit: (asm: Assembler) => void): number => {
    const asm = new Assembler(new Uint8Array(16), 0)
    emit(asm)
    return asm.here
  }
  assert.equal(
    sizeOf((asm) => asm.ri(I.add, 1, 127)),
    4,
  )
  assert.equal(
    sizeOf((asm) => asm.ri(I.add32, 1, -128)),
    3,
  )
  assert.equal(
    sizeOf((asm) => asm.ri(I.add, 1, 128)),
    7,
  )
  assert.equal(
    sizeOf((asm) => asm.movImm(1, 0)),
    5,
  )
  assert.equal(
    sizeOf((asm) => asm.movImm(1, -1)),
    7,
  )
  assert.equal(
    sizeOf((asm) => asm.rm(I.mov, 0, 3, 0)),
    3,
  )
  assert.equal(
    sizeOf((asm) => asm.rm(I.mov, 0, 5, 0)),
    4,
  )
  assert.equal(
    sizeOf((asm) => asm.rm(I.mov, 0, 4, 8)),
    5,
  )
  assert.equal(
    sizeOf((asm) => asm.r(I.push, 12)),
    2,
  )
  assert.equal(
    sizeOf((asm) => asm.rr(I.movzx8, 0, 1)),
    3,
  )
})
