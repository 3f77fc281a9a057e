// The way in and out of guest code, and the fixed routines that all native tiers share.
//
//   enter       host registers to the host stack; guest stack, base, allocation pointer, result and
//               call registers from the context block; jumps to `resume`
//   enterLight  the same with all registers as a light request left them
//   exitHeavy   stack and allocation pointer to the block, back to the host (by its return address)
//   exitLight   saves every register first
//
// Native code leaves by `jmp`, never by an unmatched call or return (research: 57 ns). After code was
// patched the driver enters through the serialising twins, which end in IRETQ: Intel asks for a
// serialising instruction when code was written through another address (SDM 3A 9.1.3).
// Keeps: nothing below RSP is ever live. The host's six callee-saved registers are restored.

import {
  type Assembler,
  CC,
  I,
  R8,
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
  RSP,
} from '../../asm/index.ts'
import { PROCEDURE_CELL } from '../../heap/index.ts'
import { cellOffsets } from '../code-cell.ts'
import { contextOffsets as context } from '../context-block.ts'
import { requests } from './requests.table.ts'

const HOST_SAVED = [RBX, RBP, R12, R13, R14, R15] as const
const ARGUMENTS = [RDI, RSI, RDX, RCX] as const
const DOUBLES = 16
const SCRATCH = 11
/** Selectors of 64-bit user code and stack on Linux, for IRETQ. */
const USER_CODE = 0x33
const USER_STACK = 0x2b

export interface Trampoline {
  readonly enter: number
  readonly enterSerialising: number
  readonly enterLight: number
  readonly enterLightSerialising: number
  readonly exitHeavy: number
  readonly exitLight: number
  /** Return addresses at the bottom of a stack, and of frames of the reference engine. */
  readonly halt: number
  readonly underflow: number
  readonly referenceReturn: number
  /** Generic entries that leave to the driver with the call registers saved. */
  readonly referenceEntry: number
  readonly compileEntry: number
  readonly arityEntry: number
  readonly overflowEntry: number
  readonly hotEntry: number
  /** Threaded: asks for room and restarts the op; `restartSite` is its resume address. */
  readonly collectRoutine: number
  readonly restartSite: number
  /** Leaves with request `nothing` and comes back, over and over (bench/micro.ts). */
  readonly roundTrip: number
}

/** Emits the trampoline at the assembler's cursor. `contextHigh:contextLow` is the block's address. */
export function emitTrampoline(
  asm: Assembler,
  baseHigh: number,
  contextLow: number,
  restartCallSite: number,
): Trampoline {
  const aligned = () => {
    while (asm.here & 15) asm.nops(1)
    return asm.here
  }
  const exitHeavy = aligned()
  emitExit(asm)
  const exitLight = aligned()
  emitSaveAll(asm)
  emitExit(asm)
  const entering = (light: boolean, serialising: boolean) => {
    const at = aligned()
    emitEnter(asm, baseHigh, contextLow, light, serialising)
    return at
  }
  const returning = (request: number) => {
    const at = aligned()
    asm.mr(I.mov, R15, context.result, RAX)
    asm.mi(I.mov32, R15, context.request, request)
    asm.jmpTo(exitHeavy)
    return at
  }
  const calling = (request: number) => {
    const at = aligned()
    emitSaveCall(asm)
    asm.mi(I.mov32, R15, context.request, request)
    asm.jmpTo(exitHeavy)
    return at
  }
  return {
    exitHeavy,
    exitLight,
    enter: entering(false, false),
    enterSerialising: entering(false, true),
    enterLight: entering(true, false),
    enterLightSerialising: entering(true, true),
    halt: returning(requests.halt.number),
    underflow: returning(requests.underflow.number),
    referenceReturn: returning(requests.referenceReturn.number),
    referenceEntry: calling(requests.referenceEntry.number),
    compileEntry: calling(requests.compileEntry.number),
    arityEntry: calling(requests.arity.number),
    overflowEntry: calling(requests.stackOverflow.number),
    hotEntry: calling(requests.hotEntry.number),
    ...emitRestart(asm, exitHeavy, restartCallSite, aligned),
    roundTrip: emitRoundTrip(asm, exitHeavy, aligned),
  }
}

function emitExit(asm: Assembler): void {
  asm.mr(I.mov, R15, context.stackPointer, RSP)
  asm.mr(I.mov, R15, context.allocation, R13)
  asm.rm(I.mov, RSP, R15, context.hostStackPointer)
  for (const register of [...HOST_SAVED].reverse()) asm.r(I.pop, register)
  asm.none(I.ret)
}

function emitSaveAll(asm: Assembler): void {
  for (let r = 0; r < 16; r++) {
    if (r !== RSP) asm.mr(I.mov, R15, context.savedRegisters + 8 * r, r)
  }
  for (let x = 0; x < DOUBLES; x++) asm.mr(I.movsd, R15, context.savedDoubles + 8 * x, x)
  asm.mi(I.mov32, R15, context.request, requests.light.number)
}

function emitSaveCall(asm: Assembler): void {
  asm.mr(I.mov, R15, context.procedure, RBX)
  asm.mr(I.mov32, R15, context.argumentCount, R8)
  ARGUMENTS.forEach((register, i) => {
    asm.mr(I.mov, R15, context.argumentRegisters + 8 * i, register)
  })
}

function emitEnter(
  asm: Assembler,
  baseHigh: number,
  contextLow: number,
  light: boolean,
  serialising: boolean,
): void {
  for (const register of HOST_SAVED) asm.r(I.push, register)
  asm.movabs(R15, baseHigh, contextLow)
  asm.mr(I.mov, R15, context.hostStackPointer, RSP)
  if (serialising) emitSerialise(asm)
  asm.rm(I.mov, RSP, R15, context.stackPointer)
  if (light) {
    for (let x = 0; x < DOUBLES; x++) asm.rm(I.movsd, x, R15, context.savedDoubles + 8 * x)
    for (let r = 0; r < 16; r++) {
      if (r !== RSP && r !== R13 && r !== R15) {
        asm.rm(I.mov, r, R15, context.savedRegisters + 8 * r)
      }
    }
  } else {
    asm.movabs(R12, baseHigh, 0)
    asm.rm(I.mov, RAX, R15, context.result)
    asm.rm(I.mov, RBX, R15, context.procedure)
    asm.rm(I.mov32, R8, R15, context.argumentCount)
    ARGUMENTS.forEach((register, i) => {
      asm.rm(I.mov, register, R15, context.argumentRegisters + 8 * i)
    })
  }
  asm.rm(I.mov, R13, R15, context.allocation)
  asm.m(I.jmp, R15, context.resume)
}

/** IRETQ to the next instruction, on the host's stack. */
function emitSerialise(asm: Assembler): void {
  asm.rr(I.mov, RCX, RSP)
  asm.i(I.push, USER_STACK)
  asm.r(I.push, RCX)
  asm.none(I.pushfq)
  asm.i(I.push, USER_CODE)
  const label = asm.newLabel()
  asm.leaLabel(SCRATCH, label)
  asm.r(I.push, SCRATCH)
  asm.none(I.iretq)
  asm.bind(label)
  asm.resetLabels()
}

function emitRestart(
  asm: Assembler,
  exitHeavy: number,
  callSite: number,
  aligned: () => number,
): { collectRoutine: number; restartSite: number } {
  const restartSite = aligned()
  asm.longNop(callSite)
  asm.rm(I.mov32, R14, RSP, 8)
  asm.rr(I.add, R14, R12)
  asm.rm(I.mov32, RAX, R14, 0)
  asm.rr(I.add, RAX, R12)
  asm.r(I.jmp, RAX)
  const collectRoutine = aligned()
  asm.mi(I.mov32, R15, context.request, requests.collect.number)
  asm.leaAddress(SCRATCH, restartSite)
  asm.mr(I.mov, R15, context.resume, SCRATCH)
  asm.jmpTo(exitHeavy)
  return { collectRoutine, restartSite }
}

function emitRoundTrip(asm: Assembler, exitHeavy: number, aligned: () => number): number {
  const at = aligned()
  asm.leaAddress(SCRATCH, at)
  asm.mr(I.mov, R15, context.resume, SCRATCH)
  asm.mi(I.mov32, R15, context.request, requests.nothing.number)
  asm.jmpTo(exitHeavy)
  return at
}

/** How many parameters an entry sequence of the threaded tier can store from registers. */
export const THREADED_ENTRY_PARAMETERS = 4

/**
 * The generic entry of threaded code with `parameters` of them (or more than four, which come from
 * the argument area, when it is 5): checks arity and stack, builds the frame, starts the first op.
 */
export function emitThreadedEntry(
  asm: Assembler,
  trampoline: Trampoline,
  parameters: number,
  counts: boolean,
  checksArity = true,
): number {
  while (asm.here & 15) asm.nops(1)
  const at = asm.here
  const { arityEntry, overflowEntry, hotEntry } = trampoline
  asm.rm(I.mov, 10, RBX, PROCEDURE_CELL)
  if (checksArity) {
    asm.rm(I.cmp32, R8, 10, cellOffsets.parameterCount)
    asm.jccTo(CC.NE, arityEntry)
  }
  if (counts) {
    asm.mi(I.sub32, 10, cellOffsets.counter, 1)
    asm.jccTo(CC.E, hotEntry)
  }
  asm.rm(I.mov32, 9, 10, cellOffsets.frameBytes)
  asm.rr(I.mov, SCRATCH, RSP)
  asm.rr(I.sub, SCRATCH, 9)
  asm.rm(I.cmp, SCRATCH, R15, context.limit)
  asm.jccTo(CC.B, overflowEntry)
  asm.rr(I.mov, RSP, SCRATCH)
  asm.mr(I.mov, RSP, 0, RBX)
  ARGUMENTS.slice(0, parameters).forEach((register, i) => {
    asm.mr(I.mov, RSP, 16 + 8 * i, register)
  })
  if (parameters > THREADED_ENTRY_PARAMETERS) emitAreaToSlots(asm)
  asm.rm(I.mov, R14, 10, cellOffsets.units)
  asm.rm(I.mov32, RAX, R14, 0)
  asm.rr(I.add, RAX, R12)
  asm.r(I.jmp, RAX)
  return at
}

/** Arguments 4 .. count - 1 from the argument area to their slots; RAX counts, RCX carries. */
function emitAreaToSlots(asm: Assembler): void {
  asm.movImm(RAX, THREADED_ENTRY_PARAMETERS)
  const loop = asm.here
  asm.rmx(I.mov, RCX, R15, RAX, 8, context.argumentArea - 8 * THREADED_ENTRY_PARAMETERS)
  asm.mxr(I.mov, RSP, RAX, 8, 16, RCX)
  asm.ri(I.add32, RAX, 1)
  asm.rr(I.cmp32, RAX, R8)
  asm.jccTo(CC.B, loop)
}
