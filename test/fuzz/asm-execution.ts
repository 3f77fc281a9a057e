// Random straight-line programs, run by the processor and by the model.
//
//   npx tsx test/fuzz/asm-execution.ts --seed=1 --count=10000
//
// A program loads all registers from a block of memory, runs its instructions and stores everything
// back. What an instruction does by its encoding is thereby tested against what it is meant to do by
// its name: the round trip (asm-roundtrip.ts) cannot see a mnemonic that both sides read alike.

import assert from 'node:assert/strict'
import { Assembler, I, printListing, RBP, RSP } from '../../src/asm/index.ts'
import { type Cage, openCage } from '../../src/memory/index.ts'
import { MEMORY_BYTES, Program } from '../unit/asm/machine-model.ts'
import { step } from '../unit/asm/machine-steps.ts'
import { commandNumbers, isMain, Random } from './random.ts'

const PROGRAM_LENGTH = 60
const calleeSaved = [3, RBP, 12, 13, 14, 15]
/** Offsets from RBP: the program's memory, then all registers, the vector registers, the caller's RSP. */
const GPRS = MEMORY_BYTES
const XMMS = GPRS + 16 * 8
const SAVED_RSP = XMMS + 16 * 8

/** A native cage for programs to run in; null where machine code cannot run. */
export function openWorkshop(): Cage | null {
  const cage = openCage({ native: 'auto', heapBytes: 1 << 16, codeBytes: 1 << 16 })
  return cage.native ? cage : null
}

/** Builds, runs and compares one program. */
function runProgram(cage: Cage, random: Random): void {
  const { layout } = cage
  const codeAddress = cage.baseHigh * 2 ** 32 + layout.codeRead.start
  const bytes = cage.u8.subarray(layout.codeWrite.start, layout.codeWrite.end)
  const asm = new Assembler(bytes, codeAddress)
  const listing = asm.startListing()
  const data = layout.heapA.start
  for (const register of calleeSaved) asm.r(I.push, register)
  asm.movabs(RBP, cage.baseHigh, data)
  asm.mr(I.mov, RBP, SAVED_RSP, RSP)
  moveRegisters(asm, true)
  const program = new Program(asm, random)
  writeState(cage, data, program)
  for (let i = 0; i < PROGRAM_LENGTH; i++) step(program)
  moveRegisters(asm, false)
  for (const register of [...calleeSaved].reverse()) asm.r(I.pop, register)
  asm.none(I.ret)
  cage.entryPoint(layout.codeRead.start)()
  compare(cage, data, program, () => printListing(listing))
}

function moveRegisters(asm: Assembler, load: boolean): void {
  for (let r = 0; r < 16; r++) {
    if (load) asm.rm(I.movsd, r, RBP, XMMS + 8 * r)
    else asm.mr(I.movsd, RBP, XMMS + 8 * r, r)
    if (r === RBP || r === RSP) continue
    if (load) asm.rm(I.mov, r, RBP, GPRS + 8 * r)
    else asm.mr(I.mov, RBP, GPRS + 8 * r, r)
  }
}

function wordAt(cage: Cage, offset: number): bigint {
  const low = BigInt(cage.u32[offset / 4] as number)
  return (BigInt(cage.u32[offset / 4 + 1] as number) << 32n) | low
}

function setWordAt(cage: Cage, offset: number, word: bigint): void {
  cage.u32[offset / 4] = Number(word & 0xffffffffn)
  cage.u32[offset / 4 + 1] = Number(word >> 32n)
}

/** Puts the model's state, as it is now, where the program will find it. */
function writeState(cage: Cage, data: number, { gprs, xmms, memory }: Program): void {
  for (let at = 0; at < MEMORY_BYTES; at += 8) {
    setWordAt(cage, data + at, memory.getBigUint64(at, true))
  }
  gprs.forEach((word, r) => setWordAt(cage, data + GPRS + 8 * r, word))
  xmms.forEach((word, r) => setWordAt(cage, data + XMMS + 8 * r, word))
}

function compare(cage: Cage, data: number, program: Program, listing: () => string): void {
  const check = (what: string, offset: number, expected: bigint) => {
    const got = wordAt(cage, data + offset)
    if (got === expected) return
    const hex = (word: bigint) => word.toString(16).padStart(16, '0')
    assert.fail(`${what} is ${hex(got)}, by the model ${hex(expected)}\n${listing()}`)
  }
  for (let at = 0; at < MEMORY_BYTES; at += 8) {
    check(`[${at}]`, at, program.memory.getBigUint64(at, true))
  }
  program.gprs.forEach((word, r) => {
    if (r !== RBP && r !== RSP) check(`register ${r}`, GPRS + 8 * r, word)
  })
  program.xmms.forEach((word, r) => check(`xmm${r}`, XMMS + 8 * r, word))
}

/** Runs `count` programs of 60 instructions; throws at the first that differs. */
export function execute(cage: Cage, seed: number, count: number): void {
  const random = new Random(seed)
  for (let i = 0; i < count; i++) runProgram(cage, random)
}

if (isMain(import.meta.url)) {
  const { seed, count } = commandNumbers({ seed: 1, count: 10_000 })
  const cage = openWorkshop()
  if (cage === null) throw new Error('machine code cannot run here')
  execute(cage, seed, count)
  console.log(
    `${count} programs of ${PROGRAM_LENGTH} instructions agree with the model, seed ${seed}`,
  )
}
