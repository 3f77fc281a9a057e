// Which register plays which part in all native code, and where the context block's fields are.
//
// Four registers are pinned while guest code runs: RSP the guest stack, R15 the context block, R12
// the cage's base, R13 the allocation pointer. R11 and XMM15 belong to the emitter (moves, exits) and
// hold nothing across a node. Everything else is allocatable and caller-save. The threaded tier pins
// R14 as well (its instruction pointer).

import {
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  RAX,
  RBP,
  RBX,
  RCX,
  RDI,
  RDX,
  RSI,
} from '../../asm/index.ts'

export const CONTEXT = R15
export const CAGE = R12
export const ALLOCATION = R13
export const THREADED_POINTER = R14
export const SCRATCH = R11
export const SCRATCH_XMM = 15
export const RESULT = RAX

/** Generic entry: procedure, argument count, first four arguments. */
export const CALLEE = RBX
export const COUNT = R8
export const ARGUMENT_REGISTERS = [RDI, RSI, RDX, RCX] as const
/** Specialised entries pass words in these (the first four as above), doubles in XMM0.. . */
export const ENTRY_REGISTERS = [RDI, RSI, RDX, RCX, R9, R10] as const
export const MAX_ENTRY_ARGUMENTS = 6

/** Allocation order: registers that calls do not use for arguments first. */
export const ALLOCATABLE = [RAX, R8, R9, R10, RBP, RCX, RDX, RSI, RDI, RBX, R14] as const
export const THREADED_ALLOCATABLE = [RAX, RCX, RDX, RSI, RDI, RBX, R8, R9, R10, RBP] as const
export const XMM_COUNT = 15

/** Offsets from R15 of the context block fields that emitted code touches. */
export interface MachineContext {
  readonly stackLimit: number
  readonly fuel: number
  readonly allocationLimit: number
  readonly request: number
  readonly requestArguments: number
  readonly requestArgumentCount: number
  readonly argumentArea: number
  readonly resume: number
  /** Light requests: number of the stub or site, and one raw argument. */
  readonly lightSite: number
  readonly lightArgument: number
}

/** Fixed cage offsets: R12 + these, each below 2 GiB. */
export interface MachineLayout {
  readonly globals: number
  readonly constants: number
  /** One byte per global: 1 if compiled code relies on its value. */
  readonly watched: number
  /** Immortal +0.0 and -0.0: boxed flonums at these cage offsets. */
  readonly plusZero: number
  readonly minusZero: number
  /** High half of every cage address. */
  readonly baseHigh: number
}
