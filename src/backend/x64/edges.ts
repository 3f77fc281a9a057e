// Edge code: brings a state into the shape of a context before control goes there.
//
// Representations first (a box may collect, and then everything is still where the state says). Then
// everything that lies somewhere moves at once, general registers, vector registers and frame slots
// alike: one value may be wanted in several places, and a slot be overwritten whose old contents are
// wanted elsewhere. Constants are made last, in what the moves have left. `conform` is the last thing
// on its path: afterwards `state` stands for nothing; the caller jumps, or restores the context.

import { I, RSP } from '../../asm/index.ts'
import { type Context, type ContextValue, wantsDouble, wantsWord } from './context.ts'
import type { Emitter } from './emitter.ts'
import { resolveMoves } from './moves.ts'
import { SCRATCH, SCRATCH_XMM } from './roles.ts'
import { CONSTANT, NONE } from './state.ts'

// A place as one number: general registers, vector registers, frame slots, and what breaks cycles.
const VECTOR = 16
const SLOT = 32
const SET_ASIDE = -2

/** Where a context wants what. */
interface Wish {
  readonly value: number
  readonly double: boolean
  readonly place: number
}

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
  const wishes = wishesOf(context, values)
  const constants = moveInParallel(emitter, wishes, slotOffset)
  for (const wish of constants) makeConstant(emitter, wish, slotOffset)
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

function wishesOf(context: Context, values: readonly number[]): Wish[] {
  const wishes: Wish[] = []
  values.forEach((value, v) => {
    const { gpr, xmm, slot, slotDouble } = at(context, v)
    if (gpr !== NONE) wishes.push({ value, double: false, place: gpr })
    if (xmm !== NONE) wishes.push({ value, double: true, place: VECTOR + xmm })
    if (slot !== NONE) wishes.push({ value, double: false, place: SLOT + slot })
    if (slotDouble !== NONE) wishes.push({ value, double: true, place: SLOT + slotDouble })
  })
  return wishes
}

/** The place that holds what is wished, or NONE if it is a constant: those cost no place. */
function sourceOf(emitter: Emitter, { value, double, place }: Wish): number {
  const { state } = emitter
  const register = (double ? state.xmm[value] : state.gpr[value]) as number
  const slot = (double ? state.slotDouble[value] : state.slot[value]) as number
  if (slot !== NONE && place === SLOT + slot) return place
  if (register !== NONE) return double ? VECTOR + register : register
  if (!double && state.constant[value] === CONSTANT.immediate) return NONE
  return slot === NONE ? NONE : SLOT + slot
}

/** Fulfils the wishes for what lies somewhere; the others are returned. */
function moveInParallel(
  emitter: Emitter,
  wishes: readonly Wish[],
  slotOffset: (s: number) => number,
): Wish[] {
  const destinations = new Int16Array(wishes.length)
  const sources = new Int16Array(wishes.length)
  const constants: Wish[] = []
  let count = 0
  for (const wish of wishes) {
    const source = sourceOf(emitter, wish)
    if (source === NONE) {
      constants.push(wish)
      continue
    }
    destinations[count] = wish.place
    sources[count++] = source
  }
  const move = placeMover(emitter, slotOffset)
  resolveMoves(destinations, sources, count, SET_ASIDE, move, SLOT)
  return constants
}

/**
 * Moves 64 bits between any two places. What is set aside from a general register waits in SCRATCH,
 * anything else in SCRATCH_XMM; moves from slot to slot meanwhile go through the other one.
 */
function placeMover(emitter: Emitter, slotOffset: (s: number) => number) {
  const { asm } = emitter
  let aside = VECTOR + SCRATCH_XMM
  const offset = (place: number) => slotOffset(place - SLOT)
  return (destination: number, source: number): void => {
    if (destination === SET_ASIDE) aside = source < VECTOR ? SCRATCH : VECTOR + SCRATCH_XMM
    const d = destination === SET_ASIDE ? aside : destination
    const s = source === SET_ASIDE ? aside : source
    if (d >= SLOT && s >= SLOT) {
      const isFree = aside !== SCRATCH
      if (isFree) asm.rm(I.mov, SCRATCH, RSP, offset(s))
      else asm.rm(I.movsd, SCRATCH_XMM, RSP, offset(s))
      if (isFree) asm.mr(I.mov, RSP, offset(d), SCRATCH)
      else asm.mr(I.movsd, RSP, offset(d), SCRATCH_XMM)
    } else if (d >= SLOT) {
      if (s < VECTOR) asm.mr(I.mov, RSP, offset(d), s)
      else asm.mr(I.movsd, RSP, offset(d), s - VECTOR)
    } else if (s >= SLOT) {
      if (d < VECTOR) asm.rm(I.mov, d, RSP, offset(s))
      else asm.rm(I.movsd, d - VECTOR, RSP, offset(s))
    } else if (d < VECTOR) {
      if (s < VECTOR) asm.rr(I.mov, d, s)
      else asm.rr(I.movq_rx, d, s - VECTOR)
    } else asm.rr(I.movsd, d - VECTOR, s - VECTOR)
  }
}

function makeConstant(
  emitter: Emitter,
  { value, double, place }: Wish,
  slotOffset: (s: number) => number,
): void {
  const { asm } = emitter
  if (place < VECTOR) emitter.loadWord(asm, place, value)
  else if (place < SLOT) emitter.loadDouble(place - VECTOR, value)
  else if (double) {
    emitter.loadDouble(SCRATCH_XMM, value)
    asm.mr(I.movsd, RSP, slotOffset(place - SLOT), SCRATCH_XMM)
  } else emitter.storeWordAt(RSP, slotOffset(place - SLOT), value)
}
