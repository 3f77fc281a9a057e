// The generic entry of procedures with a rest list: makes the list and goes on behind the arity check.
//
// Whatever is not plain (too few arguments, no room, a counter at zero) is left to the driver, which
// does the same from the beginning: nothing is changed before that is certain.

import { type Assembler, CC, I, R9, R10, RCX } from '../../asm/index.ts'
import {
  ALLOCATION,
  ARGUMENT_REGISTERS,
  CALLEE,
  CONTEXT,
  COUNT,
  RESULT,
  SCRATCH,
} from '../../backend/index.ts'
import { IMMEDIATE, TAG } from '../../expr/index.ts'
import { PROCEDURE_CELL } from '../../heap/index.ts'
import { cellOffsets } from '../code-cell.ts'
import { contextOffsets as context, REGISTER_ARGUMENTS } from '../context-block.ts'

const PAIR_SHIFT = 4
const PAIR_BYTES = 1 << PAIR_SHIFT
/** Argument i of a call that is in memory lies at AREA + 8 * i, for i from REGISTER_ARGUMENTS on. */
const AREA = context.argumentArea - 8 * REGISTER_ARGUMENTS
const REGISTERS = context.argumentRegisters

/** Emits the entry; `arityEntry` leaves to the driver. With `counts` it counts down to the next tier. */
export function emitRestEntry(asm: Assembler, arityEntry: number, counts: boolean): number {
  const at = asm.align(16)
  asm.rm(I.mov, R10, CALLEE, PROCEDURE_CELL)
  asm.rm(I.mov32, R9, R10, cellOffsets.parameterCount)
  asm.rr(I.cmp32, COUNT, R9)
  asm.jccTo(CC.B, arityEntry)
  asm.rr(I.mov32, RESULT, COUNT)
  asm.rr(I.sub32, RESULT, R9)
  asm.ri(I.shl, RESULT, PAIR_SHIFT)
  asm.rr(I.add, RESULT, ALLOCATION)
  asm.rm(I.cmp, RESULT, CONTEXT, context.allocationLimit)
  asm.jccTo(CC.A, arityEntry)
  if (counts) {
    asm.mi(I.sub32, R10, cellOffsets.counter, 1)
    asm.jccTo(CC.E, arityEntry)
  }
  ARGUMENT_REGISTERS.forEach((register, i) => {
    asm.mr(I.mov, CONTEXT, REGISTERS + 8 * i, register)
  })
  emitList(asm)
  emitPlaceList(asm)
  ARGUMENT_REGISTERS.forEach((register, i) => {
    asm.rm(I.mov, register, CONTEXT, REGISTERS + 8 * i)
  })
  asm.rm(I.lea, COUNT, R9, 1)
  asm.m(I.jmp, R10, cellOffsets.behindArity)
  asm.resetLabels()
  return at
}

/** RESULT = the list of arguments R9 .. COUNT - 1, from the last one on; SCRATCH counts. */
function emitList(asm: Assembler): void {
  const next = asm.newLabel()
  const inRegisters = asm.newLabel()
  const store = asm.newLabel()
  const done = asm.newLabel()
  asm.ri(I.mov32, RESULT, IMMEDIATE.null)
  asm.rr(I.mov32, SCRATCH, COUNT)
  asm.bind(next)
  asm.rr(I.cmp32, SCRATCH, R9)
  asm.jcc(CC.E, done)
  asm.ri(I.sub32, SCRATCH, 1)
  asm.ri(I.cmp32, SCRATCH, REGISTER_ARGUMENTS)
  asm.jcc(CC.B, inRegisters)
  asm.rmx(I.mov, RCX, CONTEXT, SCRATCH, 8, AREA)
  asm.jmp(store)
  asm.bind(inRegisters)
  asm.rmx(I.mov, RCX, CONTEXT, SCRATCH, 8, REGISTERS)
  asm.bind(store)
  asm.mr(I.mov, ALLOCATION, 0, RCX)
  asm.mr(I.mov, ALLOCATION, 8, RESULT)
  asm.rm(I.lea, RESULT, ALLOCATION, TAG.pair)
  asm.ri(I.add, ALLOCATION, PAIR_BYTES)
  asm.jmp(next)
  asm.bind(done)
}

/** RESULT becomes argument number R9. */
function emitPlaceList(asm: Assembler): void {
  const inArea = asm.newLabel()
  const done = asm.newLabel()
  asm.ri(I.cmp32, R9, REGISTER_ARGUMENTS)
  asm.jcc(CC.AE, inArea)
  asm.mxr(I.mov, CONTEXT, R9, 8, REGISTERS, RESULT)
  asm.jmp(done)
  asm.bind(inArea)
  asm.mxr(I.mov, CONTEXT, R9, 8, AREA, RESULT)
  asm.bind(done)
}
