// Edge code: brings a state into the shape of a context before control goes there.
//
// Order: boxes first (they may collect, and then everything is still where the state says), then
// stores to frame slots, then register moves in parallel, then loads and constants into registers
// that the moves have left. `conform` is the last thing on its path: afterwards `state` stands for
// nothing; the caller jumps, or restores the context.

import { I, RSP } from '../../asm/index.ts'
import { assert } from '../../base/index.ts'
import { type Context, type ContextValue, wantsDouble, wantsWord } from './context.ts'
import type { Emitter } from './emitter.ts'
import { resolveMoves } from './moves.ts'
import { SCRATCH, SCRATCH_XMM } from './roles.ts'
import { NONE } from './state.ts'

const destinations = new Int8Array(32)
const sources = new Int8Array(32)

const at = (context: Context, v: number) => context.values[v] as ContextValue

/** Values of the state for each context value. */
function correspondents(emitter: Emitter, context: Context): number[] {
  const { state } = emitter
  const values: number[] = []
  for (let v = 0; v < context.values.length; v++) values.push(NONE)
  for (let i = 0; i < context.registers.length; i += 2) {
    const value = state.registerValue[context.registers[i] as number] as number
    values[context.registers[i + 1] as number] = value
  }
  for (let i = 0; i < context.body.length; i += 2) {
    const value = state.bodyValue[context.body[i] as number] as number
    values[context.body[i + 1] as number] = value
  }
  return values
}

/** Emits the moves from the emitter's state to `context`, which it must fit. */
export function conform(emitter: Emitter, context: Context, slotOffset: (s: number) => number) {
  const values = correspondents(emitter, context)
  convertRepresentations(emitter, context, values)
  storeSlots(emitter, context, values, slotOffset)
  moveRegisters(emitter, context, values)
  loadRegisters(emitter, context, values)
}

function convertRepresentations(
  emitter: Emitter,
  context: Context,
  values: readonly number[],
): void {
  const { state } = emitter
  values.forEach((value, v) => {
    if (wantsWord(at(context, v)) && !state.hasWord(value)) emitter.box(value)
    if (wantsDouble(at(context, v)) && !state.hasDouble(value)) emitter.doubleInRegister(value)
    emitter.unpin()
  })
}

function storeSlots(
  emitter: Emitter,
  context: Context,
  values: readonly number[],
  slotOffset: (s: number) => number,
): void {
  const { state } = emitter
  const needed = new Set<number>(values)
  const rescue = (slot: number, value: number) => {
    const occupant = state.slotValue[slot] as number
    if (occupant === NONE || occupant === value || !needed.has(occupant)) return
    if (state.slot[occupant] === slot && state.gpr[occupant] === NONE) {
      emitter.wordInRegister(occupant)
    } else if (state.slotDouble[occupant] === slot && state.xmm[occupant] === NONE) {
      emitter.doubleInRegister(occupant)
    }
    emitter.unpin()
  }
  const holds = (v: number, slot: number, double: boolean) => {
    const value = values[v] as number
    return (double ? state.slotDouble[value] : state.slot[value]) === slot
  }
  const each = (visit: (v: number, slot: number, double: boolean) => void) => {
    for (let v = 0; v < values.length; v++) {
      const slot = at(context, v).slot
      const slotDouble = at(context, v).slotDouble
      if (slot !== NONE && !holds(v, slot, false)) visit(v, slot, false)
      if (slotDouble !== NONE && !holds(v, slotDouble, true)) visit(v, slotDouble, true)
    }
  }
  each((v, slot) => rescue(slot, values[v] as number))
  each((v, slot, double) => {
    const value = values[v] as number
    if (double) {
      emitter.asm.mr(I.movsd, RSP, slotOffset(slot), emitter.doubleInRegister(value))
      emitter.unpin()
    } else emitter.storeWordAt(RSP, slotOffset(slot), value)
    state.setSlot(value, slot, double)
  })
  each(() => assert(false, 'edge: a slot was lost again'))
}

function moveRegisters(emitter: Emitter, context: Context, values: readonly number[]): void {
  const { state, asm } = emitter
  let count = 0
  values.forEach((value, v) => {
    if (at(context, v).gpr === NONE || state.gpr[value] === NONE) return
    destinations[count] = at(context, v).gpr
    sources[count++] = state.gpr[value] as number
  })
  resolveMoves(destinations, sources, count, SCRATCH, (d, s) => asm.rr(I.mov, d, s))
  count = 0
  values.forEach((value, v) => {
    if (at(context, v).xmm === NONE || state.xmm[value] === NONE) return
    destinations[count] = at(context, v).xmm
    sources[count++] = state.xmm[value] as number
  })
  resolveMoves(destinations, sources, count, SCRATCH_XMM, (d, s) => emitter.moveDouble(d, s))
}

/** What was in no register is loaded now, when the moves have freed the destinations. */
function loadRegisters(emitter: Emitter, context: Context, values: readonly number[]): void {
  const { state, asm } = emitter
  values.forEach((value, v) => {
    const gpr = at(context, v).gpr
    const xmm = at(context, v).xmm
    if (gpr !== NONE && state.gpr[value] === NONE) emitter.loadWord(asm, gpr, value)
    if (xmm !== NONE && state.xmm[value] === NONE) emitter.loadDouble(xmm, value)
  })
}
