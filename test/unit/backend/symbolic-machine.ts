// Machine code run on symbols: what each register and frame word holds, as the name of a term.
//
// Only what the allocator emits by itself is interpreted: moves, loads, stores, constants, boxing and
// unboxing. Everything else makes what it writes unknown, by iced-x86's account of the instruction,
// not by ours. A content is `w:T`, the word (or raw integer) of term T, or `d:T`, the bits of its
// double; rotating turns one into the other. Terms: `#8` an immediate word, `%bits` a double.

import assert from 'node:assert/strict'
import {
  Code,
  Decoder,
  DecoderOptions,
  type Instruction,
  InstructionInfoFactory,
  OpAccess,
  OpKind,
  Register,
} from 'iced-x86'

export const UNKNOWN = '?'
const RSP = 4
const R13 = 13
const BOX_ROTATION = 4

const view = new DataView(new ArrayBuffer(8))

/** The term of the constant double `value`. */
export function doubleTerm(value: number): string {
  view.setFloat64(0, value)
  return `%${view.getBigUint64(0).toString(16)}`
}

const gprOf = (register: number): number =>
  register >= Register.RAX && register <= Register.R15
    ? register - Register.RAX
    : register >= Register.EAX && register <= Register.R15D
      ? register - Register.EAX
      : -1

const memoryKey = (base: number, disp: number) => `${base}:${disp}`

export class SymbolicMachine {
  readonly gprs = new Array<string>(16).fill(UNKNOWN)
  readonly xmms = new Array<string>(16).fill(UNKNOWN)
  /** What `lea r, [r13+tag]` makes: the fresh object. */
  allocated = UNKNOWN
  /** Told of every word or double that is loaded from memory. */
  onLoad: (base: number, disp: number) => void = () => {}
  private readonly memory = new Map<string, string>()
  private readonly infos = new InstructionInfoFactory()

  /** Registers and frame hold nothing; words at fixed places remain. */
  reset(): void {
    this.clobberRegisters()
    this.memory.clear()
    this.allocated = UNKNOWN
  }

  clobberRegisters(): void {
    this.gprs.fill(UNKNOWN)
    this.xmms.fill(UNKNOWN)
  }

  memoryAt(base: number, disp: number): string {
    return this.memory.get(memoryKey(base, disp)) ?? UNKNOWN
  }

  setMemory(base: number, disp: number, content: string): void {
    this.memory.set(memoryKey(base, disp), content)
  }

  /** Runs the code in `bytes`, straight on; the conditional jumps in it are not taken. */
  run(bytes: Uint8Array, opaque: boolean): void {
    if (bytes.length === 0) return
    const decoder = new Decoder(64, bytes, DecoderOptions.None)
    const instruction = decoder.decode()
    for (;;) {
      assert.notEqual(instruction.code, Code.INVALID, 'undecodable code')
      if (opaque || !this.interpret(instruction)) this.forgetWritten(instruction)
      if (!decoder.canDecode) break
      decoder.decodeOut(instruction)
    }
    instruction.free()
    decoder.free()
  }

  private forgetWritten(instruction: Instruction): void {
    const info = this.infos.info(instruction)
    for (const used of info.usedRegisters()) {
      if (writes(used.access)) this.forget(used.register)
      used.free()
    }
    info.free()
  }

  private forget(register: number): void {
    if (register >= Register.XMM0 && register <= Register.XMM15) {
      this.xmms[register - Register.XMM0] = UNKNOWN
    } else if (register < Register.EIP) this.gprs[fullRegister(register)] = UNKNOWN
  }

  /** Executes `instruction` if it is one that moves values; false if it is another. */
  private interpret(instruction: Instruction): boolean {
    switch (instruction.code) {
      case Code.Mov_rm64_r64:
      case Code.Mov_r64_rm64:
      case Code.Movq_xmm_rm64:
      case Code.Movq_rm64_xmm:
      case Code.Movapd_xmm_xmmm128:
      case Code.Movsd_xmm_xmmm64:
      case Code.Movsd_xmmm64_xmm:
      case Code.Mov_r32_imm32:
      case Code.Mov_rm64_imm32:
        this.write(instruction, this.read(instruction, 1))
        return true
      case Code.Mov_rm32_imm32:
        return true
      case Code.Xorpd_xmm_xmmm128:
        if (instruction.op0Register !== instruction.op1Register) return false
        this.write(instruction, `d:${doubleTerm(0)}`)
        return true
      case Code.Rol_rm64_imm8:
        return this.rotate(instruction, 'd:', 'w:')
      case Code.Ror_rm64_imm8:
        return this.rotate(instruction, 'w:', 'd:')
      case Code.Lea_r64_m:
        if (instruction.memoryBase !== Register.R13 || this.isScratch(instruction)) return false
        this.write(instruction, this.allocated)
        return true
      case Code.Sub_rm64_imm8:
      case Code.Sub_rm64_imm32:
        return gprOf(instruction.op0Register) === RSP
      default:
        return false
    }
  }

  /** R11 gets the new allocation pointer, every other register the object. */
  private isScratch(instruction: Instruction): boolean {
    return instruction.op0Register === Register.R11
  }

  private rotate(instruction: Instruction, from: string, to: string): boolean {
    const content = this.read(instruction, 0)
    if (instruction.immediate8 !== BOX_ROTATION || !content.startsWith(from)) return false
    this.write(instruction, to + content.slice(2))
    return true
  }

  private read(instruction: Instruction, operand: number): string {
    const kind = instruction.opKind(operand)
    if (kind === OpKind.Register) {
      const register = instruction.opRegister(operand)
      const gpr = gprOf(register)
      return (gpr >= 0 ? this.gprs[gpr] : this.xmms[register - Register.XMM0]) as string
    }
    if (kind !== OpKind.Memory) return `w:#${signedImmediate(instruction)}`
    if (instruction.memoryIndex !== Register.None) return UNKNOWN
    const base = gprOf(instruction.memoryBase)
    const disp = Number(BigInt.asIntN(32, instruction.memoryDisplacementU64))
    this.onLoad(base, disp)
    return this.memoryAt(base, disp)
  }

  private write(instruction: Instruction, content: string): void {
    if (instruction.op0Kind === OpKind.Register) {
      const register = instruction.op0Register
      const gpr = gprOf(register)
      if (gpr === R13) return
      if (gpr >= 0) this.gprs[gpr] = content
      else this.xmms[register - Register.XMM0] = content
      return
    }
    const base = gprOf(instruction.memoryBase)
    this.setMemory(base, Number(BigInt.asIntN(32, instruction.memoryDisplacementU64)), content)
  }
}

const writes = (access: OpAccess) =>
  access !== OpAccess.None &&
  access !== OpAccess.Read &&
  access !== OpAccess.CondRead &&
  access !== OpAccess.NoMemAccess

/** Number of the 64-bit register that `register`, of any width, is part of. */
function fullRegister(register: number): number {
  if (register >= Register.RAX) return register - Register.RAX
  if (register >= Register.EAX) return register - Register.EAX
  if (register >= Register.AX) return register - Register.AX
  // AL CL DL BL, then AH CH DH BH in the same order, then SPL and so on.
  const byte = register - Register.AL
  return byte < 4 ? byte : byte - 4
}

/** The word that an immediate makes: MOV to 32 bits clears the upper half. */
function signedImmediate(instruction: Instruction): bigint {
  const isNarrow = instruction.code === Code.Mov_r32_imm32
  const bits = instruction.immediate(1)
  return isNarrow ? BigInt.asUintN(32, bits) : BigInt.asIntN(32, bits)
}
