// The generic entries of threaded code: check arity and stack, build the frame, start the first op; and
// how a frame is left.
//
// An entry is made for a number of parameters and a frame size. The size stands in the code, so that
// the stack pointer waits for no load: from call to call it is one chain of dependent instructions, and
// loads in it, here and at the return, take as long as the rest of a call. Large frames share an entry
// that reads the size.
//
// Needs: a frame fits the head-room below the stack limit (vm/machine.ts verifies it at linking).

import { type Assembler, CC, I, R9, R10, RAX, RCX, RSP } from '../../asm/index.ts'
import {
  ARGUMENT_REGISTERS,
  CAGE,
  CALLEE,
  CONTEXT,
  COUNT,
  SCRATCH,
  THREADED_POINTER,
} from '../../backend/index.ts'
import { PROCEDURE_CELL } from '../../heap/index.ts'
import {
  cellOffsets as CELL,
  FRAME_HEADER_BYTES,
  frameBytes,
  REGISTER_ARGUMENTS,
} from '../../runtime/index.ts'
import type { ThreadedMachine } from './machine.ts'

export interface EntryShape {
  /** 0 to 4, or 5: more than come in registers; as many as the cell says. */
  readonly parameters: number
  /** Of the frame; null: as many as the cell says. */
  readonly registers: number | null
  /** Not behind the arity check, where rest lists are made already. */
  readonly isGeneric: boolean
}

/** Emits an entry at the cursor of `asm` and returns its address. */
export function emitThreadedEntry(
  asm: Assembler,
  machine: ThreadedMachine,
  { parameters, registers, isGeneric }: EntryShape,
): number {
  const at = asm.here
  const { context, exits } = machine
  const isMany = parameters > REGISTER_ARGUMENTS
  asm.rm(I.mov, R10, CALLEE, PROCEDURE_CELL)
  if (isGeneric) {
    if (isMany) asm.rm(I.cmp32, COUNT, R10, CELL.parameterCount)
    else asm.ri(I.cmp32, COUNT, parameters)
    asm.jccTo(CC.NE, exits.arityEntry)
  }
  if (isGeneric && machine.counts) {
    asm.mi(I.sub32, R10, CELL.counter, 1)
    asm.jccTo(CC.E, exits.hotEntry)
  }
  asm.rm(I.cmp, RSP, CONTEXT, context.stackLimit)
  asm.jccTo(CC.B, exits.overflowEntry)
  if (registers === null) {
    asm.rm(I.mov32, R9, R10, CELL.frameBytes)
    asm.rr(I.sub, RSP, R9)
  } else asm.ri(I.sub, RSP, frameBytes(registers))
  asm.mr(I.mov, RSP, 0, CALLEE)
  ARGUMENT_REGISTERS.slice(0, parameters).forEach((register, i) => {
    asm.mr(I.mov, RSP, FRAME_HEADER_BYTES + 8 * i, register)
  })
  if (isMany) emitAreaToSlots(asm, machine)
  asm.rm(I.mov, THREADED_POINTER, R10, CELL.units)
  if (machine.metered) {
    asm.mi(I.sub32, CONTEXT, context.fuel, 1)
    asm.jccTo(CC.S, exits.meterRoutine)
  }
  asm.rm(I.mov32, RAX, THREADED_POINTER, 0)
  asm.rr(I.add, RAX, CAGE)
  asm.r(I.jmp, RAX)
  return at
}

/** Arguments 4 .. count - 1 from the argument area to their slots; RAX counts, RCX carries. */
function emitAreaToSlots(asm: Assembler, { context }: ThreadedMachine): void {
  asm.movImm(RAX, REGISTER_ARGUMENTS)
  const loop = asm.here
  asm.rmx(I.mov, RCX, CONTEXT, RAX, 8, context.argumentArea - 8 * REGISTER_ARGUMENTS)
  asm.mxr(I.mov, RSP, RAX, 8, FRAME_HEADER_BYTES, RCX)
  asm.ri(I.add32, RAX, 1)
  asm.rr(I.cmp32, RAX, COUNT)
  asm.jccTo(CC.B, loop)
}

/** Gives up the frame, of `registers`; null: the procedure in it says how many. */
export function emitLeaveFrame(asm: Assembler, registers: number | null): void {
  if (registers === null) {
    asm.rm(I.mov, SCRATCH, RSP, 0)
    asm.rm(I.mov, SCRATCH, SCRATCH, PROCEDURE_CELL)
    asm.rm(I.mov32, SCRATCH, SCRATCH, CELL.frameBytes)
    asm.rr(I.add, RSP, SCRATCH)
  } else asm.ri(I.add, RSP, frameBytes(registers))
}

/** Arguments 4 .. COUNT - 1 from the registers from RAX on to the argument area; then to `back`. */
export function emitArgumentsToArea(asm: Assembler, back: number, machine: ThreadedMachine): void {
  const area = machine.context.argumentArea
  asm.rmx(I.lea, SCRATCH, RSP, RAX, 8, FRAME_HEADER_BYTES)
  asm.movImm(RAX, REGISTER_ARGUMENTS)
  const loop = asm.here
  asm.rmx(I.mov, R9, SCRATCH, RAX, 8, 0)
  asm.mxr(I.mov, CONTEXT, RAX, 8, area - 8 * REGISTER_ARGUMENTS, R9)
  asm.ri(I.add32, RAX, 1)
  asm.rr(I.cmp32, RAX, COUNT)
  asm.jccTo(CC.B, loop)
  asm.jmpTo(back)
}
