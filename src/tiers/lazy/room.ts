// Whether there is room to compile one more path: asked before anything of it is written, so that nothing
// is left half-way when code memory, or one of the tables that go with code, is full.
//
// The last part of each region is kept for code that runs already and reaches new paths: it has nowhere else
// to go. A procedure that is not compiled yet can stay in threaded code.

import type { Assembler } from '../../asm/index.ts'
import type { LazyMachine } from './machine.ts'

/** More than the longest path and all its cold code take, but for the moves of its registers. */
const LEAST_BYTES = 96 * 1024
/** To bring one register of a frame from one place to another, boxed on the way. */
const REGISTER_BYTES = 64
/** The stub that replaces a segment when a global is assigned on which it relied. */
const STUB_BYTES = 24
/** More than there are in so much code. */
const LEAST_CALL_SITES = 16 * 1024
const LEAST_LITERAL_BYTES = 32 * 1024

/** Free bytes that a region needs for a path in code with `registers`. */
export const pathBytes = (registers: number): number => LEAST_BYTES + REGISTER_BYTES * registers

/**
 * Whether a path in code with `registers` can be compiled. Stubs for `dependents` segments must always fit:
 * an assignment cannot be refused.
 */
export function hasRoom(machine: LazyMachine, registers: number, dependents: number): boolean {
  const { stubs, cold, hot } = machine
  const least = pathBytes(registers)
  const fits = (asm: Assembler) => asm.room() >= least
  return (
    stubs.room() >= least + STUB_BYTES * dependents &&
    cold.every(fits) &&
    hot.some(fits) &&
    machine.callSiteRoom() >= LEAST_CALL_SITES &&
    machine.literalRoom() >= LEAST_LITERAL_BYTES
  )
}

/** Of each kind of region, what new procedures do not get. */
const RESERVE = 0.25
const RESERVED_CALL_SITES = 4 * LEAST_CALL_SITES

/** Tells when only the reserve is left of a machine that had compiled nothing at `makeReserve`. */
export function makeReserve(machine: LazyMachine): () => boolean {
  const kinds = [machine.hot, machine.cold, [machine.stubs]]
  const usable = (asm: Assembler) => Math.max(0, asm.room() - LEAST_BYTES)
  const room = (regions: readonly Assembler[]) => regions.reduce((sum, asm) => sum + usable(asm), 0)
  const least = kinds.map((regions) => RESERVE * room(regions))
  return () =>
    kinds.some((regions, i) => room(regions) < (least[i] as number)) ||
    machine.callSiteRoom() < RESERVED_CALL_SITES
}
