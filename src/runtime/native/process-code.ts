// The machine code of the process block: what runs when a signal arrives, and the poker.
//
//   fault handler       the fault is in guest code: notes it in the context block and lets the thread go
//                       on at the cage's fault exit; else: what served the signal before
//   interrupt handler   counts Ctrl-C and poisons the limit of every live cage; Node's own handler, which
//                       ends the process or tells listeners, is back when the run has ended
//   poker               a thread that sleeps, poisons the limit of every cage that wants it, sleeps ...
//
// A fault is in guest code if RIP lies in a live cage, or, after a wild jump, if RSP does: no host code
// runs on a guest's stack but signal handlers, which do not fault. Handlers run on the alternate stack (memory/guard.ts) and may use whatever a C
// function may; they call nothing. Poisoning a limit is one store: the guest leaves at its next poll.
// Keeps: a handler never changes RDI, RSI and RDX before it goes on to the handler it replaced.

import {
  Assembler,
  CC,
  I,
  R8,
  R9,
  R10,
  RAX,
  RBX,
  RCX,
  RDI,
  RDX,
  RSI,
  RSP,
} from '../../asm/index.ts'
import {
  type BlockCode,
  blockWords,
  CAGE_ROW_BYTES,
  cageRow,
  FIRST_CAGE,
  MAX_CAGES,
} from '../../memory/index.ts'
import { contextOffsets } from '../context-block.ts'

/** Byte offsets in ucontext_t and siginfo_t of Linux on x86-64. */
const SAVED = { r14: 88, rsp: 160, rip: 168, flags: 176 } as const
const INFO = { code: 8, address: 16 } as const
/** Trap, direction and alignment flags: the host must not inherit them. */
const KEPT_FLAGS = ~0x4_0500
const SYSTEM_CALLS = {
  sigaction: 13,
  sigprocmask: 14,
  nanosleep: 35,
  getpid: 39,
  kill: 62,
  futex: 202,
}
const SET_MASK = 2
const MASK_BYTES = 8
/** log2 of a cage's step and of the bytes of its row. */
const CAGE_SHIFT = 33
const ROW_SHIFT = Math.log2(CAGE_ROW_BYTES)
/** The default action; above 1 (ignore) is a handler's address. */
const IGNORE = 1
/** Ctrl-C this often without an answer, and the next one has the default action. */
const PATIENCE = 3
const POISON = -1
const POKE_MS = 2
/** A cage that did not notice so many pokes belongs to a thread that was ended: about 30 s. */
const MAX_MISSES = 15_000
const CODE_BYTES = 4096

/** Offset from a cage's base of a field of its context block. */
type ContextPlace = (field: keyof typeof contextOffsets) => number

/** Emits the code for the block at `block`; `contextStart` is the cage offset of context blocks. */
export function emitProcessCode(block: number, contextStart: number): BlockCode {
  const bytes = new Uint8Array(CODE_BYTES)
  const asm = new Assembler(bytes, 0)
  const place: ContextPlace = (field) => contextStart + contextOffsets[field]
  const defaultAction = asm.here
  emitDefaultAction(asm)
  const faultHandler = asm.align(16)
  emitFaultHandler(asm, block, place, defaultAction)
  const interruptHandler = asm.align(16)
  emitInterruptHandler(asm, block, place, defaultAction)
  const pokerEntry = asm.align(16)
  emitPoker(asm, block, place)
  return { bytes: bytes.subarray(0, asm.here), faultHandler, interruptHandler, pokerEntry }
}

function loadAddress(asm: Assembler, register: number, address: number): void {
  asm.movabs(register, Math.floor(address / 2 ** 32), address | 0)
}

/** RAX: row of the cage that the address in RAX belongs to; leaves unless that cage is live. R9: block. */
function emitRowOf(asm: Assembler, unless: number): void {
  asm.ri(I.shr, RAX, CAGE_SHIFT)
  asm.ri(I.sub, RAX, FIRST_CAGE)
  asm.ri(I.cmp, RAX, MAX_CAGES)
  asm.jcc(CC.AE, unless)
  asm.ri(I.shl, RAX, ROW_SHIFT)
  asm.rr(I.add, RAX, R9)
  asm.mi(I.cmp32, RAX, blockWords.cages + cageRow.live, 0)
  asm.jcc(CC.E, unless)
}

/** The base address of the cage that the address in `register` belongs to. */
function emitBaseOf(asm: Assembler, register: number): void {
  asm.ri(I.shr, register, CAGE_SHIFT)
  asm.ri(I.shl, register, CAGE_SHIFT)
}

function emitFaultHandler(
  asm: Assembler,
  block: number,
  place: ContextPlace,
  defaultAction: number,
): void {
  const elsewhere = asm.newLabel()
  const wildJump = asm.newLabel()
  const ours = asm.newLabel()
  loadAddress(asm, R9, block)
  // Sent by a process, not raised by an instruction.
  asm.mi(I.cmp32, RSI, INFO.code, 0)
  asm.jcc(CC.LE, elsewhere)
  asm.rm(I.mov, RAX, RDX, SAVED.rip)
  asm.rr(I.mov, R10, RAX)
  emitRowOf(asm, wildJump)
  asm.jmp(ours)
  asm.bind(wildJump)
  asm.rm(I.mov, RAX, RDX, SAVED.rsp)
  asm.rr(I.mov, R10, RAX)
  emitRowOf(asm, elsewhere)
  asm.bind(ours)
  emitBaseOf(asm, R10)
  emitNoteFault(asm, place)
  asm.none(I.ret)
  asm.bind(elsewhere)
  emitReplaced(asm, defaultAction)
  asm.resetLabels()
}

/** R10: the cage's base. */
function emitNoteFault(asm: Assembler, place: ContextPlace): void {
  const note = (field: keyof typeof contextOffsets, from: number, offset: number) => {
    asm.rm(I.mov, RCX, from, offset)
    asm.mr(I.mov, R10, place(field), RCX)
  }
  note('faultInstruction', RDX, SAVED.rip)
  note('faultStack', RDX, SAVED.rsp)
  note('faultUnit', RDX, SAVED.r14)
  note('faultAddress', RSI, INFO.address)
  asm.mr(I.mov32, R10, place('faultSignal'), RDI)
  asm.rm(I.mov, RCX, R10, place('faultExit'))
  asm.mr(I.mov, RDX, SAVED.rip, RCX)
  asm.mi(I.and32, RDX, SAVED.flags, KEPT_FLAGS)
}

/** Goes on to what served signal RDI before; the default action ends the process. R9: block. */
function emitReplaced(asm: Assembler, defaultAction: number): void {
  asm.rr(I.mov32, RAX, RDI)
  asm.ri(I.shl, RAX, 4)
  asm.rr(I.add, RAX, R9)
  asm.rm(I.mov, RAX, RAX, blockWords.replaced)
  asm.ri(I.cmp, RAX, IGNORE)
  asm.jccTo(CC.BE, defaultAction)
  asm.r(I.jmp, RAX)
}

/** Puts the default action of signal RDI back and sends it again. */
function emitDefaultAction(asm: Assembler): void {
  // The kernel's record: handler, flags, restorer, mask. All 0.
  for (let word = 0; word < 4; word++) asm.i(I.push, 0)
  asm.r(I.push, RDI)
  asm.rm(I.lea, RSI, RSP, 8)
  asm.movImm(RDX, 0)
  asm.movImm(R10, MASK_BYTES)
  emitSystemCall(asm, SYSTEM_CALLS.sigaction)
  emitSystemCall(asm, SYSTEM_CALLS.getpid)
  asm.r(I.pop, RSI)
  asm.rr(I.mov, RDI, RAX)
  emitSystemCall(asm, SYSTEM_CALLS.kill)
  asm.ri(I.add, RSP, 32)
  asm.none(I.ret)
}

/** Destroys RAX, RCX and R11. */
function emitSystemCall(asm: Assembler, number: number): void {
  asm.movImm(RAX, number)
  asm.none(I.syscall)
}

/**
 * Calls `visit` for the rows, in RCX, of all cages that were ever entered; R8 is then the cage's base.
 * `block` holds the block's address. RAX is free.
 */
function emitForCages(asm: Assembler, block: number, visit: (next: number) => void): void {
  const loop = asm.newLabel()
  const next = asm.newLabel()
  const done = asm.newLabel()
  asm.rm(I.mov32, R10, block, blockWords.cageEnd)
  asm.rr(I.mov, RCX, block)
  asm.movabs(R8, (FIRST_CAGE * 2 ** CAGE_SHIFT) / 2 ** 32, 0)
  asm.bind(loop)
  asm.ri(I.sub32, R10, 1)
  asm.jcc(CC.S, done)
  visit(next)
  asm.bind(next)
  asm.ri(I.add, RCX, CAGE_ROW_BYTES)
  asm.movabs(RAX, 2 ** (CAGE_SHIFT - 32), 0)
  asm.rr(I.add, R8, RAX)
  asm.jmp(loop)
  asm.bind(done)
}

function emitInterruptHandler(
  asm: Assembler,
  block: number,
  place: ContextPlace,
  defaultAction: number,
): void {
  loadAddress(asm, R9, block)
  asm.mi(I.add32, R9, blockWords.interrupts, 1)
  asm.mi(I.cmp32, R9, blockWords.interrupts, PATIENCE)
  asm.jccTo(CC.A, defaultAction)
  emitForCages(asm, R9, (next) => {
    asm.mi(I.cmp32, RCX, blockWords.cages + cageRow.live, 0)
    asm.jcc(CC.E, next)
    asm.mi(I.mov32, R8, place('limit'), POISON)
  })
  asm.none(I.ret)
  asm.resetLabels()
}

/** A thread of its own that serves no signals. It never ends. */
function emitPoker(asm: Assembler, block: number, place: ContextPlace): void {
  const loop = asm.newLabel()
  const tick = asm.newLabel()
  asm.i(I.push, POISON)
  asm.movImm(RDI, SET_MASK)
  asm.rr(I.mov, RSI, RSP)
  asm.movImm(RDX, 0)
  asm.movImm(R10, MASK_BYTES)
  emitSystemCall(asm, SYSTEM_CALLS.sigprocmask)
  // timespec: seconds, nanoseconds.
  asm.i(I.push, POKE_MS * 1_000_000)
  asm.i(I.push, 0)
  loadAddress(asm, RBX, block)
  asm.bind(loop)
  asm.mi(I.cmp32, RBX, blockWords.pokeCount, 0)
  asm.jcc(CC.NE, tick)
  asm.rm(I.lea, RDI, RBX, blockWords.pokeCount)
  for (const register of [RSI, RDX, R10]) asm.movImm(register, 0)
  emitSystemCall(asm, SYSTEM_CALLS.futex)
  asm.jmp(loop)
  asm.bind(tick)
  asm.rr(I.mov, RDI, RSP)
  asm.movImm(RSI, 0)
  emitSystemCall(asm, SYSTEM_CALLS.nanosleep)
  emitForCages(asm, RBX, (next) => emitPoke(asm, place, next))
  asm.jmp(loop)
  asm.resetLabels()
}

/** Pokes the cage at RCX and R8; gives up a cage that does not notice any more. */
function emitPoke(asm: Assembler, place: ContextPlace, next: number): void {
  const row = (field: keyof typeof cageRow) => blockWords.cages + cageRow[field]
  const unnoticed = asm.newLabel()
  asm.mi(I.cmp32, RCX, row('poke'), 0)
  asm.jcc(CC.E, next)
  asm.mi(I.cmp32, R8, place('limit'), POISON)
  asm.jcc(CC.E, unnoticed)
  asm.mi(I.mov32, R8, place('limit'), POISON)
  asm.mi(I.mov32, RCX, row('misses'), 0)
  asm.jmp(next)
  asm.bind(unnoticed)
  asm.mi(I.add32, RCX, row('misses'), 1)
  asm.mi(I.cmp32, RCX, row('misses'), MAX_MISSES)
  asm.jcc(CC.BE, next)
  asm.movImm(RAX, 0)
  asm.mr(I.xchg32, RCX, row('poke'), RAX)
  asm.rr(I.test32, RAX, RAX)
  asm.jcc(CC.E, next)
  asm.movImm(RAX, -1)
  asm.mr(I.lockXadd32, RBX, blockWords.pokeCount, RAX)
}
