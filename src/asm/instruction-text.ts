// The Intel-syntax text of one instruction, from its form and the operands that were passed.
//
// Sizes stand before memory only where neither a register of the same size nor the name tells
// it: `mov rax, [rdi]` and `addsd xmm0, [rdi]`, but `cmp dword ptr [rdi], 1`. Otherwise the style
// is iced-x86's with `0x` numbers, so that tests can compare every form with a disassembly.

import { type Form, type Instruction, instructionText, type OperandKind } from './instructions.ts'
import { type Register, type RegisterWidth, registerName, xmmName } from './registers.ts'

/** A number as listings show it: decimal below ten, hexadecimal from there. */
export function numberText(value: number): string {
  const size = Math.abs(value)
  return (value < 0 ? '-' : '') + (size < 10 ? `${size}` : `0x${size.toString(16)}`)
}

/** A memory operand without its size, for example `[rbx+rcx*8-0x10]`. */
export function addressText(
  base: Register,
  index: Register | null,
  scale: number,
  disp: number,
): string {
  const indexText =
    index === null ? '' : `+${registerName(index, 64)}${scale > 1 ? `*${scale}` : ''}`
  const dispText = disp === 0 ? '' : (disp < 0 ? '' : '+') + numberText(disp)
  return `[${registerName(base, 64)}${indexText}${dispText}]`
}

const memorySizes: Readonly<Record<number, string>> = {
  8: 'byte',
  16: 'word',
  32: 'dword',
  64: 'qword',
}

/** The text of one instruction; memory operands come as `addressText`, others as numbers. */
export function printInstruction(
  ins: Instruction,
  form: Form,
  operands: readonly (number | string)[],
): string {
  const { shownName, operands: kinds } = instructionText(ins, form)
  if (kinds.length === 0) return shownName
  const texts = kinds.map((kind, i) => {
    const operand = kind.place === 'cl' ? 'cl' : operands[i]
    return typeof operand === 'number' ? valueText(kind, operand) : sized(kinds, kind, `${operand}`)
  })
  return `${shownName} ${texts.join(', ')}`
}

function valueText(kind: OperandKind, value: number): string {
  if (kind.place === 'imm') return numberText(kind.bits === 8 ? (value << 24) >> 24 : value)
  if (kind.vector) return xmmName(value)
  return registerName(value, kind.bits as RegisterWidth)
}

/** Memory with its size in front, unless the name or a register of that size tells it. */
function sized(kinds: readonly OperandKind[], kind: OperandKind, text: string): string {
  if (kind.place === 'cl' || kind.bits === 0 || kind.vector) return text
  const saysSize = kinds.some(({ place, bits }) => place === 'reg' && bits === kind.bits)
  return saysSize ? text : `${memorySizes[kind.bits]} ptr ${text}`
}
