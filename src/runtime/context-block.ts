// The context block: what machine code and TypeScript tell each other, one record per fiber.
//
// It lies at `layout.context.start`; r15 points to it in native code. Every field is one 8-byte
// word (arrays: that many words), named by its byte offset from the block's start. What native code
// touches most lies in the first 128 bytes, where an x86-64 displacement takes one byte. The native
// save areas are at the end, each on a cache line of its own.
//
// Addresses are absolute; their low half is the cage offset. A *word* is a tagged value and a root.

import { ARGUMENT_REGISTERS } from '../backend/index.ts'
import { MAX_ARGUMENTS } from '../ops/index.ts'

/** Words passed in `argumentRegisters`; the others are in `argumentArea`. */
export const REGISTER_ARGUMENTS = ARGUMENT_REGISTERS.length
/** Words of the argument area. */
const AREA_ARGUMENTS = MAX_ARGUMENTS - REGISTER_ARGUMENTS
/** Most arguments of a request. */
export const MAX_REQUEST_ARGUMENTS = 8
/** Most requests that machine code may serve itself. */
export const INTEGER_ROUTINES = 16

/** Words each field takes, in address order. */
const fieldWords = {
  /** Where the fiber goes on: a return address or stub address. */
  resume: 1,
  /** Guest stack pointer: the base of the top frame, or the address of a pushed return address. */
  stackPointer: 1,
  /** Word: the value delivered to `resume`. */
  result: 1,
  /** Low half: the number of the request that left native code. */
  request: 1,
  /** Low half: the number of the stub or site of a light request. */
  lightSite: 1,
  /** Lowest address a frame base may have; poisoned to 0xffffffff (low half) to interrupt. */
  limit: 1,
  /** The allocation pointer and its limit. */
  allocation: 1,
  allocationLimit: 1,
  /** Word: the procedure being called. */
  procedure: 1,
  /** Low half: the number of arguments of the call. */
  argumentCount: 1,
  /** Words: arguments 0 to 3 of the call. */
  argumentRegisters: REGISTER_ARGUMENTS,
  /** Word: the top heap frame, or 0. */
  heapFrames: 1,
  /** Native: the host's stack pointer while guest code runs. */
  hostStackPointer: 1,
  /** Low half: how many of `requestArguments` are roots now. */
  requestArgumentCount: 1,
  /** Words: the arguments of the request. */
  requestArguments: MAX_REQUEST_ARGUMENTS,
  /** Words: arguments 4 to 63 of the call. */
  argumentArea: AREA_ARGUMENTS,
  /** Low half: which of `savedRegisters` hold words (bit = register number). */
  savedMask: 1,
  /** Low half: a raw argument of the light request. */
  lightArgument: 1,
  /** The 16 general registers, saved by light requests. */
  savedRegisters: 16,
  /** The 16 double registers, low halves. */
  savedDoubles: 16,
  /** Low half: charges left until code asks for more (runtime/native, option `limits.fuel`). */
  fuel: 1,
  /** Native: where a thread goes on after a fault in guest code. */
  faultExit: 1,
  /** What the fault handler notes: RIP, RSP, R14, the address that was accessed, the signal's number. */
  faultInstruction: 1,
  faultStack: 1,
  faultUnit: 1,
  faultAddress: 1,
  faultSignal: 1,
  /** Native: where requests for arithmetic of integers go (native/integers/requests.table.ts). */
  integerRoutines: INTEGER_ROUTINES,
  /** Raw numbers that those routines keep while they run. */
  integerScratch: 5,
  /** Low halves, cage offsets: state of the collector's scan (collector/scan-routine.ts). */
  collectorScan: 1,
  collectorFree: 1,
  collectorFrom: 1,
  collectorFromBytes: 1,
} as const

export type ContextField = keyof typeof fieldWords

const lineAligned: readonly ContextField[] = ['savedRegisters', 'savedDoubles']

function placeFields(): { readonly offsets: Record<ContextField, number>; readonly end: number } {
  const offsets = {} as Record<ContextField, number>
  let end = 0
  for (const [name, words] of Object.entries(fieldWords) as [ContextField, number][]) {
    if (lineAligned.includes(name)) end = (end + 63) & ~63
    offsets[name] = end
    end += 8 * words
  }
  return { offsets, end }
}

const placed = placeFields()

/** Byte offset of each field from the start of the context block. */
export const contextOffsets: Readonly<Record<ContextField, number>> = placed.offsets
/** Size of the block. */
export const CONTEXT_BYTES = placed.end
