// How an op lies in memory: where each operand is, in the narrow and in the wide form.
//
// Code is a row of 64-bit units. A unit's low half names the op (opcode * 16 in the portable form;
// the threaded tier's linker puts its handler's address there), the high half holds the operands.
//
//   narrow   [ opcode << 4 | operands, 8 or 16 bits each ]
//   wide     [ opcode << 4 | 0 ] [ operand 0 | operand 1 ] [ operand 2 | ... ]    32 bits each
//
// The wide form is derived for every op; an op whose operands never fit 32 bits has only that one.
// Opcode = 2 * index in the op set, + 1 for wide. Labels count units from the op's own first unit.

import type { OperandKind, OpSpec } from './op.ts'

/** Where an operand lies, in bytes from the op's first unit. */
export interface OperandPlace {
  readonly offset: number
  readonly bytes: 1 | 2 | 4
  readonly signed: boolean
}

export interface Encoding {
  readonly wide: boolean
  /** Length in units. */
  readonly units: number
  readonly places: readonly OperandPlace[]
}

const signedKinds: ReadonlySet<OperandKind> = new Set<OperandKind>(['fixnum', 'label'])
const shortKinds: ReadonlySet<OperandKind> = new Set<OperandKind>(['reg', 'out', 'base', 'count'])

/** The wide form of an op, which always exists. */
export function wideEncoding(spec: OpSpec): Encoding {
  const places = spec.operands.map((operand, i) => ({
    offset: 8 + 4 * i,
    bytes: 4 as const,
    signed: signedKinds.has(operand.kind),
  }))
  return { wide: true, units: 1 + ((places.length + 1) >> 1), places }
}

/** The narrow form, or null if the operands do not fit into 32 bits. */
export function narrowEncoding(spec: OpSpec): Encoding | null {
  const sizes = spec.operands.map((operand) => (shortKinds.has(operand.kind) ? 1 : 2))
  const total = () => sizes.reduce((sum, size) => sum + size, 0)
  spec.operands.forEach((operand, i) => {
    if (total() > 4 && operand.kind === 'fixnum') sizes[i] = 1
  })
  if (total() > 4) return null
  const offsets = placeOperands(sizes)
  const places = spec.operands.map((operand, i) => ({
    offset: offsets[i] as number,
    bytes: sizes[i] as 1 | 2,
    signed: signedKinds.has(operand.kind),
  }))
  return { wide: false, units: 1, places }
}

/** Two-byte operands take the upper halves first, single bytes fill what is left. */
function placeOperands(sizes: readonly number[]): number[] {
  const offsets: number[] = []
  const halves = [6, 4]
  sizes.forEach((size, i) => {
    if (size === 2) offsets[i] = halves.shift() as number
  })
  const bytes = halves.sort().flatMap((half) => [half, half + 1])
  sizes.forEach((size, i) => {
    if (size === 1) offsets[i] = bytes.shift() as number
  })
  return offsets
}

/** By number of bytes: the first number beyond a signed operand, and beyond one without a sign. */
const signedEnds = [0, 2 ** 7, 2 ** 15, 0, 2 ** 31] as const
const plainEnds = [0, 2 ** 8, 2 ** 16, 0, 2 ** 31] as const

/** Whether `value` can be written at `place`. */
export function fits(value: number, { bytes, signed }: OperandPlace): boolean {
  const end = signed ? signedEnds[bytes] : plainEnds[bytes]
  return value < end && value >= (signed ? -end : 0)
}

/** Reads the operand at `place` of the op whose first unit is at int32 index `at` of `memory`. */
export function readOperand(memory: Int32Array, at: number, place: OperandPlace): number {
  const half = memory[at + (place.offset >> 2)] as number
  if (place.bytes === 4) return half
  const shifted = half << (32 - 8 * ((place.offset & 3) + place.bytes))
  const shift = 32 - 8 * place.bytes
  return place.signed ? shifted >> shift : shifted >>> shift
}

/** Writes `value` at `place`; the bits must be zero before. */
export function writeOperand(memory: Int32Array, at: number, place: OperandPlace, value: number) {
  const index = at + (place.offset >> 2)
  if (place.bytes === 4) memory[index] = value
  else {
    const mask = place.bytes === 1 ? 0xff : 0xffff
    memory[index] = (memory[index] as number) | ((value & mask) << (8 * (place.offset & 3)))
  }
}
