// Whether there is room to compile one more path: asked before anything of it is written, so that nothing
// is left half-way when code memory, or one of the tables that go with code, is full.

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
