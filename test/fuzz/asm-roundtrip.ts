// Random instructions assembled and decoded again by iced-x86, compared operand by operand.
//
//   npx tsx test/fuzz/asm-roundtrip.ts --seed=1 --count=1000000
//
// The operands are drawn from every class: 16 registers of each width, [base], [base+disp8/32] and
// [base+index*scale+disp] with the bases that need special bytes, immediates at the edges of each
// size, 64-bit constants, jumps and addresses relative to rip. Expected are the mnemonic and operands
// that were asked for, in the manual's order, and not one byte more than was written.

import assert from 'node:assert/strict'
import {
  Code,
  Decoder,
  DecoderOptions,
  type Instruction,
  Mnemonic,
  OpKind,
  Register,
} from 'iced-x86'
import {
  Assembler,
  CC,
  ccName,
  type Form,
  forms,
  hasForm,
  I,
  instructionName,
  instructionText,
  type OperandKind,
} from '../../src/asm/index.ts'
import { commandNumbers, isMain, Random } from './random.ts'

const ADDRESS = 0x40000000
const BATCH = 4000
const edges = [0, 1, -1, 8, 127, 128, -128, -129, 255, 0x7fffffff, -0x80000000]

interface Memory {
  readonly base: number
  readonly index: number | null
  readonly scale: number
  readonly disp: number
}

/** What one instruction must decode to; built while it is assembled. */
interface Expected {
  readonly start: number
  readonly end: number
  readonly mnemonic: string
  /** One text an operand: `rax`, `xmm3`, `[rax+rcx*4+8]:64`, `#5`, `->40000010`. */
  readonly operands: readonly string[]
}

/** Every (instruction, form) that the table has. */
const choices = Object.values(I).flatMap((ins) =>
  forms.filter((form) => hasForm(ins, form)).map((form) => ({ ins, form })),
)

const registerBase: Readonly<Record<number, number>> = {
  8: Register.AL,
  16: Register.AX,
  32: Register.EAX,
  64: Register.RAX,
}

/** iced counts AH..BH between BL and SPL: byte registers from 4 on are moved up. */
function icedRegister(reg: number, { bits, vector }: OperandKind): number {
  if (vector) return Register.XMM0 + reg
  const base = registerBase[bits] as number
  return base + reg + (bits === 8 && reg >= 4 ? 4 : 0)
}

const registerText = (reg: number, kind: OperandKind) => `r${icedRegister(reg, kind)}`

const memoryText = ({ base, index, scale, disp }: Memory) =>
  `[${base}${index === null ? '' : `+${index}*${scale}`}+${disp}]`

class RoundTrip {
  readonly asm = new Assembler(new Uint8Array(BATCH * 16), ADDRESS)
  private readonly random: Random
  private readonly expected: Expected[] = []

  constructor(random: Random) {
    this.random = random
  }

  /** Assembles `count` instructions, at most BATCH, and compares what they decode to. */
  batch(count: number): void {
    this.asm.seek(ADDRESS)
    this.expected.length = 0
    for (let i = 0; i < count; i++) {
      const start = this.asm.here
      const [mnemonic, ...operands] = this.random.chance(0.1) ? this.special() : this.tableForm()
      this.expected.push({ start, end: this.asm.here, mnemonic: mnemonic as string, operands })
    }
    this.compare()
  }

  private memory(): Memory {
    const { random } = this
    const base = random.below(16)
    const indexed = random.chance(0.5)
    const index = random.below(15)
    const disp = random.chance(0.8) ? random.pick(edges) : random.int32()
    if (!indexed) return { base, index: null, scale: 1, disp }
    return { base, index: index >= 4 ? index + 1 : index, scale: 1 << random.below(4), disp }
  }

  /** An immediate that fits the operand: a byte where the manual says imm8. */
  private immediate(kinds: readonly OperandKind[]): number {
    const { random } = this
    const wide = random.chance(0.7) ? random.pick(edges) : random.int32()
    return kinds.some(({ place, bits }) => place === 'imm' && bits === 8)
      ? (wide << 24) >> 24
      : wide
  }

  private tableForm(): string[] {
    const { ins, form } = this.random.pick(choices)
    const { shownName, operands: kinds } = instructionText(ins, form)
    const registers = [this.random.below(16), this.random.below(16)] as const
    const memory = this.memory()
    const imm = this.immediate(kinds)
    this.emit(ins, form, registers, memory, imm)
    let nextRegister = 0
    const operands = kinds.map((kind, i) => {
      if (kind.place === 'cl') return `r${Register.CL}`
      if (kind.place === 'imm') return `#${imm}`
      const isMemory = kind.place === 'mem' || (kind.place === 'rm' && form[i] === 'm')
      return isMemory ? memoryText(memory) : registerText(registers[nextRegister++] as number, kind)
    })
    return [shownName, ...operands]
  }

  private emit(
    ins: number,
    form: Form,
    [r0, r1]: readonly [number, number],
    memory: Memory,
    imm: number,
  ): void {
    const { asm } = this
    const { base, index, scale, disp } = memory
    const indexed = index !== null
    switch (form) {
      case 'rr':
        return asm.rr(ins, r0, r1)
      case 'ri':
        return asm.ri(ins, r0, imm)
      case 'rm':
        return indexed ? asm.rmx(ins, r0, base, index, scale, disp) : asm.rm(ins, r0, base, disp)
      case 'mr':
        return indexed ? asm.mxr(ins, base, index, scale, disp, r0) : asm.mr(ins, base, disp, r0)
      case 'mi':
        return indexed ? asm.mxi(ins, base, index, scale, disp, imm) : asm.mi(ins, base, disp, imm)
      case 'r':
        return asm.r(ins, r0)
      case 'm':
        return indexed ? asm.mx(ins, base, index, scale, disp) : asm.m(ins, base, disp)
      case 'none':
        return asm.none(ins)
      case 'rri':
        return asm.rri(ins, r0, r1, imm)
      case 'i':
        return asm.i(ins, imm)
    }
  }

  /** What no row describes: constants, jumps, calls and addresses relative to rip. */
  private special(): string[] {
    const { asm, random } = this
    const reg = random.below(16)
    const wide: OperandKind = { place: 'reg', bits: 64, vector: false }
    const target = ADDRESS + random.below(1 << 20)
    const near = asm.here - random.below(100)
    const cc = random.below(16)
    switch (random.below(8)) {
      case 0: {
        const [high, low] = [random.int32(), random.int32()]
        asm.movabs(reg, high, low)
        const value = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0))
        return ['mov', registerText(reg, wide), `#${value}`]
      }
      case 1:
        asm.jmpTo(target)
        return ['jmp', `->${target}`]
      case 2:
        asm.jccTo(cc, target)
        return [`j${ccName(cc)}`, `->${target}`]
      case 3:
        asm.callTo(target)
        return ['call', `->${target}`]
      case 4:
        asm.leaAddress(reg, target)
        return ['lea', registerText(reg, wide), `[rip ${target}]`]
      case 5:
        asm.setcc(cc, reg)
        return [`set${ccName(cc)}`, registerText(reg, { ...wide, bits: 8 })]
      case 6:
        asm.cmov(cc, reg, reg ^ 5)
        return [`cmov${ccName(cc)}`, registerText(reg, wide), registerText(reg ^ 5, wide)]
      default:
        return this.labelled(near >= ADDRESS, cc)
    }
  }

  private labelled(short: boolean, cc: number): string[] {
    const { asm } = this
    const label = asm.newLabel()
    asm.bind(label)
    const target = `->${asm.here}`
    if (!short) {
      asm.jmp(label)
    } else asm.jccShort(cc, label)
    asm.resetLabels()
    return [short ? `j${ccName(cc)}` : 'jmp', target]
  }

  private compare(): void {
    const { asm } = this
    const decoder = new Decoder(64, asm.bytes.subarray(0, asm.here - ADDRESS), DecoderOptions.None)
    decoder.ip = BigInt(ADDRESS)
    const instruction = decoder.decode()
    for (const wanted of this.expected) {
      const end = Number(decoder.ip)
      const got = [end, mnemonicOf(instruction), ...operandsOf(instruction)].join(' ')
      const want = [wanted.end, wanted.mnemonic, ...wanted.operands].join(' ')
      if (got !== want) this.fail(wanted, got, want)
      decoder.decodeOut(instruction)
    }
    instruction.free()
    decoder.free()
  }

  private fail({ start, end }: Expected, got: string, want: string): never {
    const hex = Buffer.from(this.asm.bytes.subarray(start - ADDRESS, end - ADDRESS)).toString('hex')
    return assert.fail(`${hex}: asked for\n  ${want}\ndecoded as\n  ${got}`)
  }
}

/** The mnemonic with its prefixes, in our spelling. */
function mnemonicOf(instruction: Instruction): string {
  const name = (Mnemonic[instruction.mnemonic] as string).toLowerCase()
  if (instruction.hasLockPrefix) return `lock ${name}`
  const repeats = /^(movs|stos)[bq]$/.test(name) && instruction.hasRepPrefix
  return repeats ? `rep ${name}` : name
}

/** Operands that the manual writes; those that a mnemonic implies are left out. */
function operandsOf(instruction: Instruction): string[] {
  const texts: string[] = []
  const count = impliesOperands(instruction) ? 0 : instruction.opCount
  for (let i = 0; i < count; i++) texts.push(operandText(instruction, i))
  return texts
}

const impliesOperands = ({ code }: Instruction) =>
  code === Code.Movsq_m64_m64 || code === Code.Movsb_m8_m8 || code === Code.Stosq_m64_RAX

function operandText(instruction: Instruction, i: number): string {
  switch (instruction.opKind(i)) {
    case OpKind.Register:
      return `r${instruction.opRegister(i)}`
    case OpKind.NearBranch64:
      return `->${instruction.nearBranchTarget}`
    case OpKind.Memory:
      return decodedMemory(instruction)
    default:
      return `#${signedImmediate(instruction, i)}`
  }
}

function signedImmediate(instruction: Instruction, i: number): bigint {
  const kind = instruction.opKind(i)
  const bits = kind === OpKind.Immediate8 ? 8 : kind === OpKind.Immediate32 ? 32 : 64
  return BigInt.asIntN(bits, instruction.immediate(i))
}

function decodedMemory(instruction: Instruction): string {
  if (instruction.isIpRelMemoryOperand) return `[rip ${instruction.ipRelMemoryAddress}]`
  const index = instruction.memoryIndex
  const base = instruction.memoryBase - Register.RAX
  const disp = Number(BigInt.asIntN(32, instruction.memoryDisplacementU64))
  return memoryText({
    base,
    index: index === Register.None ? null : index - Register.RAX,
    scale: instruction.memoryIndexScale,
    disp,
  })
}

/** Round trips of `count` random instructions; throws at the first that differs. */
export function roundTrip(seed: number, count: number): void {
  assert.ok(CC.O === 0 && instructionName(I.seto) === 'seto')
  const trip = new RoundTrip(new Random(seed))
  for (let left = count; left > 0; left -= BATCH) trip.batch(Math.min(left, BATCH))
}

if (isMain(import.meta.url)) {
  const { seed, count } = commandNumbers({ seed: 1, count: 1_000_000 })
  const started = performance.now()
  roundTrip(seed, count)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${count} instructions round trip, seed ${seed}, ${seconds} s`)
}
