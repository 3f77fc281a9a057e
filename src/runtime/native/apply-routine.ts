// `apply` of a procedure to a list without leaving native code: the entry of an intrinsic.
//
// Whatever is not plain (no procedure, no proper list, more arguments than a call carries) goes on at the
// ordinary entry; until then only scratch words of the context block have changed.

import { type Assembler, CC, I, R8, R9, R10, RBX, RCX, RDI, RSI } from '../../asm/index.ts'
import { ARGUMENT_REGISTERS, CONTEXT, SCRATCH } from '../../backend/index.ts'
import { IMMEDIATE, TAG } from '../../expr/index.ts'
import { CAR, CDR, PROCEDURE_CELL } from '../../heap/index.ts'
import { MAX_ARGUMENTS } from '../../ops/index.ts'
import { cellOffsets } from '../code-cell.ts'
import { contextOffsets as context, REGISTER_ARGUMENTS } from '../context-block.ts'

const TAG_MASK = 7
const AREA = context.argumentArea - 8 * REGISTER_ARGUMENTS
const REGISTERS = context.argumentRegisters

/** Emits the entry of a procedure of (procedure, list). */
export function emitApply(asm: Assembler): number {
  const at = asm.align(16)
  const fallback = asm.newLabel()
  const next = asm.newLabel()
  const inArea = asm.newLabel()
  const stored = asm.newLabel()
  const done = asm.newLabel()
  asm.ri(I.cmp32, R8, 2)
  asm.jcc(CC.NE, fallback)
  asm.rr(I.mov32, RCX, RDI)
  asm.ri(I.and32, RCX, TAG_MASK)
  asm.ri(I.cmp32, RCX, TAG.procedure)
  asm.jcc(CC.NE, fallback)
  asm.rr(I.mov, R9, RSI)
  asm.ri(I.mov32, SCRATCH, 0)
  asm.bind(next)
  asm.ri(I.cmp, R9, IMMEDIATE.null)
  asm.jcc(CC.E, done)
  asm.rr(I.mov32, RCX, R9)
  asm.ri(I.and32, RCX, TAG_MASK)
  asm.ri(I.cmp32, RCX, TAG.pair)
  asm.jcc(CC.NE, fallback)
  asm.ri(I.cmp32, SCRATCH, MAX_ARGUMENTS)
  asm.jcc(CC.E, fallback)
  asm.rm(I.mov, R10, R9, CAR)
  asm.rm(I.mov, R9, R9, CDR)
  asm.ri(I.cmp32, SCRATCH, REGISTER_ARGUMENTS)
  asm.jcc(CC.AE, inArea)
  asm.mxr(I.mov, CONTEXT, SCRATCH, 8, REGISTERS, R10)
  asm.jmp(stored)
  asm.bind(inArea)
  asm.mxr(I.mov, CONTEXT, SCRATCH, 8, AREA, R10)
  asm.bind(stored)
  asm.ri(I.add32, SCRATCH, 1)
  asm.jmp(next)
  asm.bind(done)
  asm.rr(I.mov, RBX, RDI)
  asm.rr(I.mov32, R8, SCRATCH)
  ARGUMENT_REGISTERS.forEach((register, i) => {
    asm.rm(I.mov, register, CONTEXT, REGISTERS + 8 * i)
  })
  asm.rm(I.mov, R10, RBX, PROCEDURE_CELL)
  asm.m(I.jmp, R10, cellOffsets.entry)
  asm.bind(fallback)
  asm.rm(I.mov, R10, RBX, PROCEDURE_CELL)
  asm.m(I.jmp, R10, cellOffsets.behindArity)
  asm.resetLabels()
  return at
}
