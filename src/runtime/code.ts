// The record of linked code that TypeScript keeps: what the code cell does not hold.
//
// A *pc* is a unit index; an instruction index counts the template's instructions. `pcs` is sorted,
// so either way round is a table look-up or a binary search.

import { type CodeTemplate, placeIn } from '../ops/index.ts'

export interface Code {
  /** Index in the VM's list of codes. */
  readonly id: number
  readonly name: string
  readonly template: CodeTemplate
  /** Cage offset of the code cell. */
  readonly cell: number
  /** Cage offset of the first unit. */
  readonly unitsStart: number
  readonly unitCount: number
  readonly registerCount: number
  readonly parameterCount: number
  readonly hasRest: boolean
  /** Unit index of each instruction. */
  readonly pcs: Int32Array
  /** VM-wide constant pool index of each constant of the template. */
  readonly constantIndices: Int32Array
  /** VM-wide index of each global of the template. */
  readonly globalIndices: Int32Array
}

/** The instruction whose units include `pc`. */
export function instructionAt(code: Code, pc: number): number {
  let low = 0
  let high = code.pcs.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((code.pcs[middle] as number) <= pc) low = middle
    else high = middle - 1
  }
  return low
}

/** The unit index of the instruction whose first unit is at cage offset `offset`. */
export const pcOfOffset = (code: Code, offset: number) => (offset - code.unitsStart) >>> 3

/** The place of the instruction at `pc`, with its inline site; or -1. */
export function placeAt(code: Code, pc: number): number {
  const { places, sites } = code.template
  const instruction = instructionAt(code, pc)
  const offset = places[instruction] ?? -1
  return offset < 0 ? -1 : placeIn(sites[instruction] ?? 0, offset)
}
