// Registers and condition codes of x86-64: plain numbers in hardware order, and their names.
//
// A register is a number 0..15 and nothing else: the encoder takes its low three bits into
// ModRM and its fourth into REX, so no lookup stands between an allocator and the bytes.
// General and vector registers share the numbers; the instruction says which file it means.

/** A register number, 0..15; general or vector, as the instruction has it. */
export type Register = number

/** A condition code, 0..15: the low four bits of Jcc, SETcc and CMOVcc. */
export type ConditionCode = number

/** The operand widths of a general register, in bits. */
export type RegisterWidth = 8 | 16 | 32 | 64

export const RAX = 0
export const RCX = 1
export const RDX = 2
export const RBX = 3
export const RSP = 4
export const RBP = 5
export const RSI = 6
export const RDI = 7
export const R8 = 8
export const R9 = 9
export const R10 = 10
export const R11 = 11
export const R12 = 12
export const R13 = 13
export const R14 = 14
export const R15 = 15

export const XMM0 = 0
export const XMM1 = 1
export const XMM2 = 2
export const XMM3 = 3
export const XMM4 = 4
export const XMM5 = 5
export const XMM6 = 6
export const XMM7 = 7
export const XMM8 = 8
export const XMM9 = 9
export const XMM10 = 10
export const XMM11 = 11
export const XMM12 = 12
export const XMM13 = 13
export const XMM14 = 14
export const XMM15 = 15

/** Condition codes in hardware order. Bit 0 negates: `CC.E ^ 1` is `CC.NE`. */
export const CC = {
  O: 0,
  NO: 1,
  B: 2,
  AE: 3,
  E: 4,
  NE: 5,
  BE: 6,
  A: 7,
  S: 8,
  NS: 9,
  P: 10,
  NP: 11,
  L: 12,
  GE: 13,
  LE: 14,
  G: 15,
} as const

const ccNames = Object.keys(CC).map((name) => name.toLowerCase())

const legacyNames = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di']
const byteNames = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil']

/** The name of general register `reg` at `width` bits: `registerName(R8, 32)` is `r8d`. */
export function registerName(reg: Register, width: RegisterWidth): string {
  if (reg >= 8) return `r${reg}${width === 64 ? '' : width === 32 ? 'd' : width === 16 ? 'w' : 'b'}`
  if (width === 8) return byteNames[reg] as string
  return (width === 64 ? 'r' : width === 32 ? 'e' : '') + legacyNames[reg]
}

/** The name of vector register `reg`. */
export function xmmName(reg: Register): string {
  return `xmm${reg}`
}

/** The condition that holds exactly when `cc` does not. */
export function invert(cc: ConditionCode): ConditionCode {
  return cc ^ 1
}

/** The suffix of `cc` as in `jcc`, for example `ae`. */
export function ccName(cc: ConditionCode): string {
  return ccNames[cc] as string
}
