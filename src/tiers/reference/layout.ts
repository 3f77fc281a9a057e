// The numbers that generated text contains, taken from one VM, and the texts built of them alone.
//
// Names in generated code: r is the slot of register 0 of the running frame, p the slot of the op's
// first unit, w that unit's operands, c the number of the case to run.
//
//   r - 6          r - 4        r - 2             r                    r + 2 * registers
//   | (callee's)   | procedure  | position | k    | register 0 | ...   | return address | ...

import type { OpSet } from '../../ops/index.ts'
import { cellOffsets, contextOffsets } from '../../runtime/index.ts'
import type { ReferenceMachine } from './machine.ts'

/** What an op's code answers when it ends: the case to go on with, or one of these. */
export const actions = {
  next: -1,
  halt: -2,
  underflow: -3,
  nativeReturn: -4,
  nativeEntry: -5,
} as const

/** Slots from a frame's register 0. */
export const frameSlots = { returnAddress: -6, procedure: -4, position: -2 } as const
/** Slots from a code cell's start. */
export const cellSlots = {
  units: cellOffsets.units / 4,
  frameBytes: cellOffsets.frameBytes / 4,
  parameterCount: cellOffsets.parameterCount / 4,
  hasRest: cellOffsets.hasRest / 4,
} as const

export interface EngineLayout {
  readonly ops: OpSet
  readonly pure: boolean
  readonly hasHandlers: boolean
  readonly handlerBase: number
  readonly baseHigh: number
  readonly referenceReturn: number
  readonly watched: number
  /** Slot of the first unit that has a counter; null: nothing is counted. */
  readonly counted: number | null
  /** Slots. */
  readonly allocation: number
  readonly allocationLimit: number
  readonly stackLimit: number
  readonly fuel: number
  readonly result: number
  readonly requestArguments: number
  readonly constants: number
  readonly globals: number
}

export function makeEngineLayout(ops: OpSet, machine: ReferenceMachine): EngineLayout {
  const { heap, context, maps } = machine
  const { layout } = heap.cage
  const slot = (field: keyof typeof contextOffsets) => (context + contextOffsets[field]) >>> 2
  return {
    ops,
    pure: machine.runsReferenceOnly,
    hasHandlers: machine.handlerMap !== null,
    handlerBase: machine.handlerMap?.handlerBase ?? 0,
    baseHigh: heap.baseHigh,
    referenceReturn: maps.stubs.referenceReturn | 0,
    watched: machine.watchedGlobals,
    counted: machine.opCounts?.firstSlot ?? null,
    allocation: slot('allocation'),
    allocationLimit: slot('allocationLimit'),
    stackLimit: slot('limit'),
    fuel: slot('fuel'),
    result: slot('result'),
    requestArguments: slot('requestArguments'),
    constants: layout.constants.start >>> 2,
    globals: layout.globals.start >>> 2,
  }
}

/** The opcode of the unit at slot `at`. */
export const opcodeText = (layout: EngineLayout, at: string) =>
  layout.hasHandlers ? `O[(M[${at}] - ${layout.handlerBase}) >>> 4]` : `M[${at}] >>> 4`

/** Case numbers: opcode for the start of an op, opcode + k * forms for resume point k. */
export const caseOf = (layout: EngineLayout, opcode: number, k: number) =>
  k * layout.ops.forms.length + opcode

/** Counts the op at p, where a profile wants it: the first lines of its case. */
export const countLines = ({ counted }: EngineLayout): string[] =>
  counted === null ? [] : [`P[(p - ${counted}) >>> 1]++`]

/**
 * Leaves the engine's function after a poll, to be called again for case `next` at once. V8 enters
 * what it has optimised while a loop ran in the middle, where it knows nothing of r, p and c: such
 * code is half as fast as what it makes of the next call.
 */
export const leaveLines = (poll: string, next: number): string[] => [
  poll,
  'S[0] = r',
  'S[1] = p',
  `return ${next}`,
]

/** Charges a loop round or an entry (option `limits.fuel`): true when the charges are used up. */
export const chargeText = ({ fuel }: EngineLayout) => `(M[${fuel}] = (M[${fuel}] - 1) | 0) < 0`
