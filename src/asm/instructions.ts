// The encoding rows compiled into what the encoder reads: a number for every instruction and,
// for every form, a flat table from that number to a packed encoding word.
//
// A form is a way to pass operands: `rr` two registers, `rm` register and memory, `mi` memory and
// immediate, and so on. The word of (form, instruction) is 0 when the instruction lacks the form;
// `encoding-word.ts` has the layout of the others. The `none` form is not packed that way: its
// word is the instruction's bytes, low byte first.

import { assert, bug } from '../base/index.ts'
import { wordLayout } from './encoding-word.ts'
import { type EncodingRow, encodings } from './encodings.table.ts'
import type { CpuFeature } from './features.table.ts'

/** The number of an instruction; made only by `I`. */
export type Instruction = number

export type InstructionName = (typeof encodings)[number][0]

/** Every form, in the order of their tables. `rri` and `i` are `imul`, `shld`, `roundsd` and `push`. */
export const forms = ['rr', 'ri', 'rm', 'mr', 'mi', 'r', 'm', 'none', 'rri', 'i'] as const

export type Form = (typeof forms)[number]

type OperandPlace = 'reg' | 'rm' | 'mem' | 'imm' | 'cl'

/** How an operand is passed and printed. `bits` is 0 for memory without a size, as in `lea`. */
export interface OperandKind {
  readonly place: OperandPlace
  readonly bits: number
  readonly vector: boolean
}

function kind(place: OperandPlace, bits: number, vector = false): OperandKind {
  return { place, bits, vector }
}

const operandKinds: Readonly<Record<string, OperandKind>> = {
  r64: kind('reg', 64),
  r32: kind('reg', 32),
  r16: kind('reg', 16),
  r8: kind('reg', 8),
  xmm: kind('reg', 128, true),
  'r/m64': kind('rm', 64),
  'r/m32': kind('rm', 32),
  'r/m16': kind('rm', 16),
  'r/m8': kind('rm', 8),
  'xmm/m128': kind('rm', 128, true),
  'xmm/m64': kind('rm', 64, true),
  'xmm/m32': kind('rm', 32, true),
  m64: kind('mem', 64),
  m32: kind('mem', 32),
  m8: kind('mem', 8),
  m: kind('mem', 0),
  imm32: kind('imm', 32),
  imm8: kind('imm', 8),
  cl: kind('cl', 8),
}

/** What our names add to the manual's where an instruction is not 64 bits wide. */
const WIDTH_SUFFIX = /(8|16|32)$/

const instructionNames = [...new Set(encodings.map(([name]) => name))]

/**
 * The instructions by name: `I.add`, `I.mov32`. Built in one step because V8 then keeps the
 * object's properties fast, and optimized code sees each as a constant.
 */
export const I = Object.fromEntries(instructionNames.map((name, ins) => [name, ins])) as {
  readonly [Name in InstructionName]: Instruction
}

/** The encoding words of every form, indexed by instruction. */
export const encodingWords = Object.fromEntries(
  forms.map((form) => [form, new Int32Array(instructionNames.length)]),
) as Readonly<Record<Form, Int32Array>>

/** The feature that each instruction needs, if any. */
const neededFeatures: (CpuFeature | undefined)[] = []

/** What a listing needs to print one form of one instruction. */
export interface InstructionText {
  readonly shownName: string
  readonly operands: readonly OperandKind[]
}

const instructionTexts = new Map<Form, InstructionText[]>(forms.map((form) => [form, []]))

/** The table's name of `ins`, with its width suffix. */
export function instructionName(ins: Instruction): InstructionName {
  return instructionNames[ins] ?? bug(`no instruction has the number ${ins}`)
}

/** Name and operands of `ins` in `form`, which it must have. */
export function instructionText(ins: Instruction, form: Form): InstructionText {
  return instructionTexts.get(form)?.[ins] ?? bug(`${instructionName(ins)} has no form ${form}`)
}

/** Whether `ins` has `form`. */
export function hasForm(ins: Instruction, form: Form): boolean {
  return encodingWords[form][ins] !== 0
}

/** The feature without which `ins` may not be emitted, or null: every x86-64 has it. */
export function featureOf(ins: Instruction): CpuFeature | null {
  return neededFeatures[ins] ?? null
}

/** The forms that a row can encode, for example `rr` and `mr` for `r/m64, r64`. */
function formsOf(operands: readonly OperandKind[]): Form[] {
  let spellings = ['']
  for (const { place } of operands) {
    if (place === 'cl') continue
    const letters = { reg: ['r'], rm: ['r', 'm'], mem: ['m'], imm: ['i'] }[place]
    spellings = spellings.flatMap((spelling) => letters.map((letter) => spelling + letter))
  }
  if (operands.length === 0) return ['none']
  return forms.filter((form) => spellings.includes(form))
}

const OPCODE_BYTE = /^[0-9A-F]{2}(\+r)?$/

/** The word of a row's encoding, before the bits that its operands decide. */
function packEncoding(encoding: string): number {
  const tokens = encoding.split(' ')
  const isWide = tokens.includes('REX.W')
  const opcode = tokens.filter((token) => OPCODE_BYTE.test(token))
  let word = wordLayout.present | (isWide ? 1 << wordLayout.wideShift : 0)
  if (opcode.length > 1 && ['66', 'F0', 'F2', 'F3'].includes(opcode[0] as string)) {
    word |= Number.parseInt(opcode.shift() as string, 16) << wordLayout.prefixShift
  }
  if (opcode.length > 1) {
    assert(opcode.shift() === '0F', `bad opcode in ${encoding}`)
    const longMap = opcode.length > 1 ? opcode.shift() : ''
    word |=
      (longMap === '38'
        ? wordLayout.map0F38
        : longMap === '3A'
          ? wordLayout.map0F3A
          : wordLayout.map0F) << wordLayout.mapShift
  }
  assert(opcode.length === 1, `bad opcode in ${encoding}`)
  word |= Number.parseInt(opcode[0] as string, 16)
  if (encoding.includes('+r')) word |= wordLayout.regInOpcode
  const digit = /\/([0-7])/.exec(encoding)
  if (digit !== null) word |= Number(digit[1]) << wordLayout.digitShift
  if (tokens.includes('ib')) word |= wordLayout.imm8
  if (tokens.includes('id')) word |= wordLayout.imm32
  return word
}

function operandBits(operands: readonly OperandKind[]): number {
  const rmAt = operands.findIndex(({ place }) => place === 'rm' || place === 'mem')
  let bits = rmAt === 0 ? 1 << wordLayout.dstIsRmShift : 0
  for (const { place, bits: width } of operands) {
    if (width === 8 && place === 'reg') bits |= wordLayout.byteReg
    if (width === 8 && place === 'rm') bits |= wordLayout.byteRm
  }
  return bits
}

/** The bytes of an instruction without operands, low byte first. */
function packBytes(encoding: string): number {
  const bytes = encoding
    .split(' ')
    .map((token) => (token === 'REX.W' ? 0x48 : Number(`0x${token}`)))
  assert(bytes.length <= 3 && bytes.every((byte) => byte > 0 && byte < 256), `bad ${encoding}`)
  return bytes.reduceRight((word, byte) => (word << 8) | byte, 0)
}

/** True when `short` takes the one-byte immediate of the instruction that `long` encodes. */
function isShortOf(short: number, long: number): boolean {
  const expected = (short & ~wordLayout.immMask & ~wordLayout.shortImmOpcode) | wordLayout.imm32
  return (
    (short & wordLayout.immMask) === wordLayout.imm8 &&
    (short & wordLayout.shortImmOpcode) !== 0 &&
    long === expected
  )
}

interface RowOperands {
  readonly operands: readonly OperandKind[]
  readonly bits: number
  readonly rowForms: readonly Form[]
}

function readOperands(text: string): RowOperands {
  const names = text === '' ? [] : text.split(', ')
  const operands = names.map((name) => operandKinds[name] ?? bug(`unknown operand ${name}`))
  return { operands, bits: operandBits(operands), rowForms: formsOf(operands) }
}

/** What follows from a row's operands, by their text: a list serves many rows. */
const operandLists = new Map<string, RowOperands>(
  [...new Set(encodings.map(([, operands]) => operands))].map((text) => [text, readOperands(text)]),
)

function addRow([name, operandList, encoding, shown, feature]: EncodingRow): void {
  const ins = I[name as InstructionName]
  const { operands, bits, rowForms } = operandLists.get(operandList) as RowOperands
  const word = operands.length === 0 ? packBytes(encoding) : packEncoding(encoding) | bits
  let isUsed = false
  for (const form of rowForms) {
    const words = encodingWords[form]
    const earlier = words[ins] as number
    if (earlier === 0) words[ins] = word
    else if (isShortOf(earlier, word)) words[ins] = word | wordLayout.immEither
    else continue
    isUsed = true
    const shownName = shown || name.replace(WIDTH_SUFFIX, '')
    const texts = instructionTexts.get(form) as InstructionText[]
    texts[ins] = { shownName, operands }
  }
  assert(isUsed, `the row ${name} ${operandList} adds no form`)
  assert(neededFeatures[ins] === undefined || neededFeatures[ins] === feature, `${name}: feature`)
  neededFeatures[ins] = feature
}

for (const row of encodings) addRow(row)
