// Values into frame slots: before safepoints, and when registers run out.
//
// The home of bytecode register r is slot r. A value may lie in any slot that the state records, so
// saving skips what is saved already; constants are never saved, their place in the context is
// enough. What a slot held and is still needed moves to a register first and then to its own home.

import { I, RSP } from '../../asm/index.ts'
import { CONSTANT, NONE } from '../../backend/index.ts'
import { bug } from '../../base/index.ts'
import type { PathCompiler } from './path.ts'

const isSaved = (path: PathCompiler, value: number) =>
  path.state.constant[value] !== CONSTANT.none ||
  path.state.slot[value] !== NONE ||
  path.state.slotDouble[value] !== NONE

/** Makes the frame hold everything in the registers `live`. */
export function saveLive(path: PathCompiler, live: readonly number[]): void {
  path.ensureFrame()
  for (let changed = true; changed; ) {
    changed = false
    for (const r of live) {
      const value = path.state.registerValue[r] as number
      if (value === NONE || isSaved(path, value)) continue
      rescueSlot(path, r)
      // The rescue may have spilt just this value.
      if (!isSaved(path, value)) storeToSlot(path, value, r)
      changed = true
    }
  }
}

/** Stores `value`, which is in a register, to slot `slot`: as a word if it has one. */
function storeToSlot(path: PathCompiler, value: number, slot: number): void {
  const { state, emitter } = path
  const offset = path.slotOffset(slot)
  if (state.gpr[value] !== NONE) {
    emitter.asm.mr(I.mov, RSP, offset, state.gpr[value] as number)
    state.setSlot(value, slot, false)
  } else {
    emitter.asm.mr(I.movsd, RSP, offset, state.xmm[value] as number)
    state.setSlot(value, slot, true)
  }
}

/** If slot `slot` has the only copy of a value with names, that goes to a register. */
function rescueSlot(path: PathCompiler, slot: number): void {
  const { state, emitter } = path
  const occupant = state.slotValue[slot] as number
  if (occupant === NONE || (state.references[occupant] as number) === 0) return
  if (state.slot[occupant] === slot && state.gpr[occupant] === NONE)
    emitter.wordInRegister(occupant)
  if (state.slotDouble[occupant] === slot && state.xmm[occupant] === NONE) {
    emitter.doubleInRegister(occupant)
  }
  emitter.unpin()
}

/** Frees a register that is not pinned; the value keeps or gets another location. */
export function spillOne(
  path: PathCompiler,
  vector: boolean,
  pinnedGprs: number,
  pinnedXmms: number,
): void {
  const { state } = path
  path.ensureFrame()
  const owners = vector ? state.xmmOwner : state.gprOwner
  const pinned = vector ? pinnedXmms : pinnedGprs
  const free = (value: number) => (vector ? state.clearXmm(value) : state.clearGpr(value))
  const candidates: number[] = []
  for (let r = 0; r < 16; r++) {
    const value = owners[r] as number
    if (value !== NONE && !(pinned & (1 << r))) candidates.push(value)
  }
  for (const value of candidates) {
    const elsewhere = vector
      ? state.slotDouble[value] !== NONE || state.isDouble[value] === 1
      : state.slot[value] !== NONE || state.isConstantWord(value)
    if (elsewhere) return free(value)
  }
  for (const value of candidates) {
    const home = state.raw[value] ? NONE : freeSlot(path, value)
    if (home === NONE) continue
    const offset = path.slotOffset(home)
    if (vector) path.emitter.asm.mr(I.movsd, RSP, offset, state.xmm[value] as number)
    else path.emitter.asm.mr(I.mov, RSP, offset, state.gpr[value] as number)
    state.setSlot(value, home, vector)
    return free(value)
  }
  bug('all registers are in use by values without a home')
}

/**
 * A slot for `value`: that of a register that names it, else any whose memory is not needed. Only
 * what bytecode registers name is spilled, so there are never more values than slots.
 */
function freeSlot(path: PathCompiler, value: number): number {
  let other = NONE
  let another = NONE
  let isNamed = false
  for (let r = 0; r < path.code.registerCount; r++) {
    const isName = path.state.registerValue[r] === value
    isNamed ||= isName
    if (isSlotFree(path, r)) {
      if (isName) return r
      other = r
    } else if (isSlotSpare(path, r)) another = r
  }
  return isNamed ? (other === NONE ? another : other) : NONE
}

/** Whether what the slot holds is not needed or is elsewhere just so: as a word, as a double. */
function isSlotFree(path: PathCompiler, slot: number): boolean {
  const { state } = path
  const occupant = state.slotValue[slot] as number
  if (occupant === NONE || (state.references[occupant] as number) === 0) return true
  if (state.slot[occupant] === slot) {
    return state.gpr[occupant] !== NONE || state.isConstantWord(occupant)
  }
  return state.xmm[occupant] !== NONE || state.isDouble[occupant] === 1
}

/** Whether the slot's value could be had from its other representation. */
function isSlotSpare(path: PathCompiler, slot: number): boolean {
  const { state } = path
  const occupant = state.slotValue[slot] as number
  return state.slot[occupant] === slot ? state.hasDouble(occupant) : state.gpr[occupant] !== NONE
}
