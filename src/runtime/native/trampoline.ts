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

import { type Assembler, I, R12, R13, R14, R15, RBP, RBX, RCX, RSP } from '../../asm/index.ts'
import {
  ALLOCATION,
  ARGUMENT_REGISTERS,
  CAGE,
  CALLEE,
  CONTEXT,
  COUNT,
  RESULT,
  SCRATCH,
  THREADED_POINTER,
} from '../../backend/index.ts'
import { FRAME_POSITION } from '../code-cell.ts'
import { contextOffsets as context } from '../context-block.ts'
import { emitApply } from './apply-routine.ts'
import { emitCapture, emitThrow } from './continuation-routines.ts'
import { requests } from './requests.table.ts'
import { emitRestEntry } from './rest-entry.ts'
import { emitUnderflow } from './underflow-routine.ts'

const HOST_SAVED = [RBX, RBP, R12, R13, R14, R15] as const
const DOUBLES = 16
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
  /** Generic entry of procedures with a rest list. */
  readonly restEntry: number
  readonly overflowEntry: number
  /** Entries of intrinsics. */
  readonly capture: number
  readonly throw: number
  readonly apply: number
  readonly hotEntry: number
  /** Threaded: asks for room and restarts the op; `restartSite` is its resume address. */
  readonly collectRoutine: number
  readonly restartSite: number
  /** Threaded: a charge at an entry found nothing left; starts the first op afterwards. */
  readonly meterRoutine: number
  /** Where the fault handler sends a thread: no register but RIP is right (process-code.ts). */
  readonly faultExit: number
  /** Leaves with request `nothing` and comes back, over and over (bench/micro.ts). */
  readonly roundTrip: number
}

/** Where the stack and the table of call sites lie (cage offsets). */
interface StackPlace {
  /** The word that holds the lowest return address. */
  readonly stackBottom: number
  readonly callSites: number
}

/** Emits the trampoline at the assembler's cursor. `contextHigh:contextLow` is the block's address. */
export function emitTrampoline(
  asm: Assembler,
  baseHigh: number,
  contextLow: number,
  restartCallSite: number,
  counts: boolean,
  { stackBottom, callSites }: StackPlace,
): Trampoline {
  const aligned = () => asm.align(16)
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
    asm.mr(I.mov, CONTEXT, context.result, RESULT)
    asm.mi(I.mov32, CONTEXT, context.request, request)
    asm.jmpTo(exitHeavy)
    return at
  }
  const calling = (request: number) => {
    const at = aligned()
    emitSaveCall(asm)
    asm.mi(I.mov32, CONTEXT, context.request, request)
    asm.jmpTo(exitHeavy)
    return at
  }
  const arityEntry = calling(requests.arity.number)
  const halt = returning(requests.halt.number)
  const underflow = emitUnderflow(asm, stackBottom, halt)
  const ends = { bottom: stackBottom, underflow, halt, callSites }
  return {
    exitHeavy,
    exitLight,
    enter: entering(false, false),
    enterSerialising: entering(false, true),
    enterLight: entering(true, false),
    enterLightSerialising: entering(true, true),
    halt,
    underflow,
    capture: emitCapture(asm, ends),
    throw: emitThrow(asm, ends),
    apply: emitApply(asm),
    referenceReturn: returning(requests.referenceReturn.number),
    referenceEntry: calling(requests.referenceEntry.number),
    compileEntry: calling(requests.compileEntry.number),
    arityEntry,
    restEntry: emitRestEntry(asm, arityEntry, counts),
    overflowEntry: calling(requests.stackOverflow.number),
    hotEntry: calling(requests.hotEntry.number),
    ...emitRestart(asm, exitHeavy, restartCallSite, aligned),
    faultExit: emitFaultExit(asm, baseHigh, contextLow, aligned),
    roundTrip: emitRoundTrip(asm, exitHeavy, aligned),
  }
}

function emitExit(asm: Assembler): void {
  asm.mr(I.mov, CONTEXT, context.stackPointer, RSP)
  asm.mr(I.mov, CONTEXT, context.allocation, ALLOCATION)
  emitReturnToHost(asm)
}

function emitReturnToHost(asm: Assembler): void {
  asm.rm(I.mov, RSP, CONTEXT, context.hostStackPointer)
  for (const register of [...HOST_SAVED].reverse()) asm.r(I.pop, register)
  asm.none(I.ret)
}

function emitFaultExit(
  asm: Assembler,
  baseHigh: number,
  contextLow: number,
  aligned: () => number,
): number {
  const at = aligned()
  asm.movabs(CONTEXT, baseHigh, contextLow)
  asm.mi(I.mov32, CONTEXT, context.request, requests.fault.number)
  emitReturnToHost(asm)
  return at
}

function emitSaveAll(asm: Assembler): void {
  for (let r = 0; r < 16; r++) {
    if (r !== RSP) asm.mr(I.mov, CONTEXT, context.savedRegisters + 8 * r, r)
  }
  for (let x = 0; x < DOUBLES; x++) asm.mr(I.movsd, CONTEXT, context.savedDoubles + 8 * x, x)
  asm.mi(I.mov32, CONTEXT, context.request, requests.light.number)
}

function emitSaveCall(asm: Assembler): void {
  asm.mr(I.mov, CONTEXT, context.procedure, CALLEE)
  asm.mr(I.mov32, CONTEXT, context.argumentCount, COUNT)
  ARGUMENT_REGISTERS.forEach((register, i) => {
    asm.mr(I.mov, CONTEXT, context.argumentRegisters + 8 * i, register)
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
  asm.movabs(CONTEXT, baseHigh, contextLow)
  asm.mr(I.mov, CONTEXT, context.hostStackPointer, RSP)
  if (serialising) emitSerialise(asm)
  asm.rm(I.mov, RSP, CONTEXT, context.stackPointer)
  if (light) {
    for (let x = 0; x < DOUBLES; x++) asm.rm(I.movsd, x, CONTEXT, context.savedDoubles + 8 * x)
    for (let r = 0; r < 16; r++) {
      if (r !== RSP && r !== ALLOCATION && r !== CONTEXT) {
        asm.rm(I.mov, r, CONTEXT, context.savedRegisters + 8 * r)
      }
    }
  } else {
    asm.movabs(CAGE, baseHigh, 0)
    asm.rm(I.mov, RESULT, CONTEXT, context.result)
    asm.rm(I.mov, CALLEE, CONTEXT, context.procedure)
    asm.rm(I.mov32, COUNT, CONTEXT, context.argumentCount)
    ARGUMENT_REGISTERS.forEach((register, i) => {
      asm.rm(I.mov, register, CONTEXT, context.argumentRegisters + 8 * i)
    })
  }
  asm.rm(I.mov, ALLOCATION, CONTEXT, context.allocation)
  asm.m(I.jmp, CONTEXT, context.resume)
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
): Pick<Trampoline, 'collectRoutine' | 'meterRoutine' | 'restartSite'> {
  const restartSite = aligned()
  asm.longNop(callSite)
  asm.rm(I.mov32, THREADED_POINTER, RSP, FRAME_POSITION)
  asm.rr(I.add, THREADED_POINTER, CAGE)
  asm.rm(I.mov32, RESULT, THREADED_POINTER, 0)
  asm.rr(I.add, RESULT, CAGE)
  asm.r(I.jmp, RESULT)
  const restarting = (request: number) => {
    asm.mi(I.mov32, CONTEXT, context.request, request)
    asm.leaAddress(SCRATCH, restartSite)
    asm.mr(I.mov, CONTEXT, context.resume, SCRATCH)
    asm.jmpTo(exitHeavy)
  }
  const collectRoutine = aligned()
  restarting(requests.collect.number)
  const meterRoutine = aligned()
  asm.mr(I.mov32, RSP, FRAME_POSITION, THREADED_POINTER)
  restarting(requests.meter.number)
  return { collectRoutine, meterRoutine, restartSite }
}

function emitRoundTrip(asm: Assembler, exitHeavy: number, aligned: () => number): number {
  const at = aligned()
  asm.leaAddress(SCRATCH, at)
  asm.mr(I.mov, CONTEXT, context.resume, SCRATCH)
  asm.mi(I.mov32, CONTEXT, context.request, requests.nothing.number)
  asm.jmpTo(exitHeavy)
  return at
}
