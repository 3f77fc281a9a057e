// Calls, tail calls and returns of lazily compiled code.
//
// A callee that is known (a constant procedure) is called at an entry version for the types of the
// arguments, each in a fixed register of its class, doubles unboxed. Any other callee is called
// through its code cell by the generic protocol (docs/frames.md). In both cases arguments are put
// into place by edge code: an entry is a context like any other, under other names.

import { I, RSP } from '../../asm/index.ts'
import {
  ARGUMENT_REGISTERS,
  CALLEE,
  CONTEXT,
  COUNT,
  type Context,
  MAX_ENTRY_ARGUMENTS,
  NONE,
  RESULT,
  unknownWord,
} from '../../backend/index.ts'
import type { Block, Terminator } from '../../expr/index.ts'
import { PROCEDURE_CELL } from '../../heap/index.ts'
import { type Code, cellOffsets } from '../../runtime/index.ts'
import { operandAt } from './code-shape.ts'
import { saveLive } from './frame-slots.ts'
import type { PathCompiler } from './path.ts'
import type { EntryVersion } from './versions.ts'

interface CallOperands {
  readonly callee: number
  readonly base: number
  readonly count: number
}

/** A call: saves what lives on, places arguments, calls, and goes on behind the call. */
export function emitCall(path: PathCompiler, end: Terminator & { kind: 'call' }): void {
  saveLive(path, path.liveForResume(end.resume))
  const entry = placeArguments(path, end)
  const { asm } = path.emitter
  if (entry === null) asm.m(I.call, RESULT, cellOffsets.entry)
  else {
    asm.comment(`call ${entry.code.name}`)
    asm.callTo(path.owner.entryAddress(entry))
    path.owner.addEntryUse(entry, asm.here - 4)
  }
  path.resumeHere(end.resume, (path.spec.body.blocks[end.resume] as Block).resume)
}

/** A tail call: arguments first, then the frame goes, then a jump. */
export function emitTailcall(path: PathCompiler, end: Terminator & { kind: 'tailcall' }): void {
  if (!path.state.framed) path.pollStack()
  const entry = placeArguments(path, end)
  const { asm } = path.emitter
  leaveFrame(path)
  if (entry === null) asm.m(I.jmp, RESULT, cellOffsets.entry)
  else {
    asm.comment(`tail call ${entry.code.name}`)
    asm.jmpTo(path.owner.entryAddress(entry))
    path.owner.addEntryUse(entry, asm.here - 4)
  }
  path.end()
}

export function emitReturn(path: PathCompiler, id: number): void {
  const { emitter, state } = path
  const register = emitter.wordInRegister(state.bodyValue[id] as number)
  if (register !== RESULT) emitter.asm.rr(I.mov, RESULT, register)
  leaveFrame(path)
  emitter.asm.none(I.ret)
  path.end()
}

function leaveFrame(path: PathCompiler): void {
  if (path.state.framed) path.emitter.asm.ri(I.add, RSP, path.frameBytes)
}

/** Puts callee and arguments in place; the entry version to go to, or null for the generic way. */
function placeArguments(path: PathCompiler, end: CallOperands): EntryVersion | null {
  const { state } = path
  const base = operandAt(path.code, path.instruction, end.base)
  const count = operandAt(path.code, path.instruction, end.count)
  const known = state.knownCode[state.bodyValue[end.callee] as number] as number
  if (known !== NONE && path.owner.machine.directCalls) {
    const code = path.owner.machine.codeAt(known)
    const isDirect = acceptsDirectly(code, count) && path.owner.accepts(code)
    if (isDirect && !path.owner.machine.isIntrinsic(code)) {
      const values = Array.from(
        { length: count },
        (_, i) => state.registerValue[base + i] as number,
      )
      const entry = path.owner.entryFor(code, state, values)
      path.conformTo(callContext(entry, base, end.callee, code.registerCount, state.framed))
      return entry
    }
  }
  placeGenericArguments(path, end.callee, base, count)
  return null
}

/** Whether a call with `count` arguments may go to a specialised entry of `code`. */
export function acceptsDirectly(code: Code, count: number): boolean {
  return !code.hasRest && code.parameterCount === count && count <= MAX_ENTRY_ARGUMENTS
}

/** The entry's context under the caller's names: argument i is register base + i. */
function callContext(
  entry: EntryVersion,
  base: number,
  callee: number,
  selfRegister: number,
  framed: boolean,
): Context {
  const { context } = entry
  const registers: number[] = []
  const body: number[] = []
  for (let i = 0; i < context.registers.length; i += 2) {
    const r = context.registers[i] as number
    const v = context.registers[i + 1] as number
    if (r === selfRegister) body.push(callee, v)
    else registers.push(base + r, v)
  }
  return {
    ...context,
    registers,
    body,
    framed,
  }
}

function placeGenericArguments(path: PathCompiler, callee: number, base: number, count: number) {
  const { emitter, state } = path
  const { asm } = emitter
  const inRegisters = Math.min(count, ARGUMENT_REGISTERS.length)
  // Words in the argument area are no roots yet: whatever may collect comes before.
  if (count > inRegisters) path.ensureFrame()
  for (let i = 0; i < count; i++) path.ensureWord(state.registerValue[base + i] as number)
  for (let i = inRegisters; i < count; i++) {
    const offset = path.owner.machine.context.argumentArea + 8 * (i - inRegisters)
    emitter.storeWordAt(CONTEXT, offset, state.registerValue[base + i] as number)
    emitter.unpin()
  }
  const gprs = [...ARGUMENT_REGISTERS.slice(0, inRegisters), CALLEE]
  const registers = Array.from({ length: inRegisters }, (_, i) => [base + i, i]).flat()
  path.conformTo(wordContext(registers, [callee, inRegisters], gprs, state.framed))
  asm.movImm(COUNT, count)
  asm.rm(I.mov, RESULT, CALLEE, PROCEDURE_CELL)
}

/** A context of words of any type in these general registers. */
export function wordContext(
  registers: readonly number[],
  body: readonly number[],
  gprs: readonly number[],
  framed: boolean,
): Context {
  return { registers, body, values: gprs.map(unknownWord), framed }
}
