// A context: the immutable snapshot of a state at one point (DESIGN section 7).
//
// It is the key of a version, the state of a stub, and what a call site knows of its frame. Only
// names that are live at the point count; values are renumbered in order of first mention, so equal
// situations give equal contexts whatever happened before.

import { ANY, SELF_TAGGED, type WordType } from '../../expr/index.ts'
import { CONSTANT, NONE, type State } from './state.ts'

/** All that is known of one live value. */
export interface ContextValue {
  readonly type: WordType
  /** Where it lies, NONE if not there: general and vector register, frame slot as word and double. */
  readonly gpr: number
  readonly xmm: number
  readonly slot: number
  readonly slotDouble: number
  /** How it is known as a constant (CONSTANT in state.ts). */
  readonly constant: number
  readonly constantImm: number
  readonly isDouble: number
  readonly constantDouble: number
  readonly knownCode: number
  /** 1: the general register holds a raw integer. */
  readonly raw: number
}

export interface Context {
  /** Pairs (bytecode register, value) and (body value id, value). */
  readonly registers: readonly number[]
  readonly body: readonly number[]
  readonly values: readonly ContextValue[]
  readonly framed: boolean
}

/** The context of `state` with these live bytecode registers and body values. */
export function captureContext(
  state: State,
  liveRegisters: readonly number[],
  liveBody: readonly number[],
): Context {
  const { order } = state.scratch
  order.length = 0
  const registers = pairNames(state, state.registerValue, liveRegisters)
  const body = pairNames(state, state.bodyValue, liveBody)
  const values = order.map((value) => captureValue(state, value))
  return { registers, body, values, framed: state.framed }
}

/** Records never change: one that still holds is shared by all contexts of a path. */
function captureValue(state: State, value: number): ContextValue {
  const last = state.captured[value]
  if (last !== undefined && stillHolds(state, value, last)) return last
  const fresh = freshValue(state, value)
  state.captured[value] = fresh
  return fresh
}

function stillHolds(state: State, value: number, known: ContextValue): boolean {
  return (
    known.type === state.type[value] &&
    known.gpr === state.gpr[value] &&
    known.xmm === state.xmm[value] &&
    known.slot === state.slot[value] &&
    known.slotDouble === state.slotDouble[value] &&
    known.knownCode === state.knownCode[value] &&
    known.raw === state.raw[value] &&
    sameConstant(state, value, known)
  )
}

function freshValue(state: State, value: number): ContextValue {
  return {
    type: state.type[value] as number,
    gpr: state.gpr[value] as number,
    xmm: state.xmm[value] as number,
    slot: state.slot[value] as number,
    slotDouble: state.slotDouble[value] as number,
    constant: state.constant[value] as number,
    constantImm: state.constantImm[value] as number,
    isDouble: state.isDouble[value] as number,
    constantDouble: state.constantDouble[value] as number,
    knownCode: state.knownCode[value] as number,
    raw: state.raw[value] as number,
  }
}

/** A word of which nothing is known, in general register `gpr` or in no register. */
export function unknownWord(gpr: number): ContextValue {
  return {
    type: ANY,
    gpr,
    xmm: NONE,
    slot: NONE,
    slotDouble: NONE,
    constant: CONSTANT.none,
    constantImm: 0,
    isDouble: 0,
    constantDouble: 0,
    knownCode: NONE,
    raw: 0,
  }
}

/**
 * Pairs (name, number of its value); new values are appended to `order`. A sparse set (Briggs and
 * Torczon, LOPLAS 2, 1993): `placeInOrder` needs no clearing. `pairs` is scratch: contexts
 * are kept for long, and a grown array has room for 17 elements where a copy has none to spare.
 */
function pairNames(state: State, values: Int16Array, names: readonly number[]): number[] {
  const { placeInOrder } = state
  const { order, pairs } = state.scratch
  pairs.length = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as number
    const value = values[name] as number
    if (value === NONE) continue
    let number = placeInOrder[value] as number
    if (order[number] !== value) {
      number = order.push(value) - 1
      placeInOrder[value] = number
    }
    pairs.push(name, number)
  }
  return pairs.slice()
}

/** Makes `state` the situation that `context` describes. */
export function restoreContext(
  state: State,
  context: Context,
  slotCount: number,
  bodyValueCount: number,
): void {
  state.reset(slotCount)
  state.startBody(bodyValueCount)
  for (const known of context.values) {
    const value = state.newValue(known.type)
    state.constant[value] = known.constant
    state.constantImm[value] = known.constantImm
    state.isDouble[value] = known.isDouble
    state.constantDouble[value] = known.constantDouble
    state.knownCode[value] = known.knownCode
    state.raw[value] = known.raw
    state.captured[value] = known
    if (known.gpr !== NONE) state.setGpr(value, known.gpr)
    if (known.xmm !== NONE) state.setXmm(value, known.xmm)
    if (known.slot !== NONE) state.setSlot(value, known.slot, false)
    if (known.slotDouble !== NONE) state.setSlot(value, known.slotDouble, true)
  }
  for (let i = 0; i < context.registers.length; i += 2) {
    state.setRegister(context.registers[i] as number, context.registers[i + 1] as number)
  }
  for (let i = 0; i < context.body.length; i += 2) {
    state.setBody(context.body[i] as number, context.body[i + 1] as number)
  }
  state.framed = context.framed
}

/** Whether the value must be there as a word (it is in a word location). */
export const wantsWord = (known: ContextValue) => known.gpr !== NONE || known.slot !== NONE

export const wantsDouble = (known: ContextValue) => known.xmm !== NONE || known.slotDouble !== NONE

/** Scores of `matchContext`. */
export const INCOMPATIBLE = -1
export const EXACT = 0

/**
 * How well `state` fits `context`: EXACT, a positive cost (facts lost, boxes to make), or
 * INCOMPATIBLE. Where values lie does not count: moves bring them into place.
 */
export function matchContext(state: State, context: Context): number {
  if (state.framed && !context.framed) return INCOMPATIBLE
  const mapped: number[] = []
  for (let v = 0; v < context.values.length; v++) mapped.push(NONE)
  let cost = 0
  const pair = (value: number, v: number) => {
    if (value === NONE) return false
    if (mapped[v] !== NONE) return mapped[v] === value
    mapped[v] = value
    const valueCost = matchValue(state, value, context.values[v] as ContextValue)
    cost += Math.max(valueCost, 0)
    return valueCost !== INCOMPATIBLE
  }
  for (let i = 0; i < context.registers.length; i += 2) {
    const value = state.registerValue[context.registers[i] as number] as number
    if (!pair(value, context.registers[i + 1] as number)) return INCOMPATIBLE
  }
  for (let i = 0; i < context.body.length; i += 2) {
    const value = state.bodyValue[context.body[i] as number] as number
    if (!pair(value, context.body[i + 1] as number)) return INCOMPATIBLE
  }
  return cost
}

function matchValue(state: State, value: number, known: ContextValue): number {
  const type = state.type[value] as number
  if ((type & ~known.type) !== 0 || state.raw[value] !== known.raw) return INCOMPATIBLE
  if (known.knownCode !== NONE && state.knownCode[value] !== known.knownCode) return INCOMPATIBLE
  const isConstant = known.constant !== CONSTANT.none
  if (isConstant && !sameConstant(state, value, known)) return INCOMPATIBLE
  let cost = type === known.type || isConstant ? 0 : 1
  if (wantsWord(known) && !state.hasWord(value)) cost += 3
  if (wantsDouble(known) && !state.hasDouble(value)) {
    if (type !== SELF_TAGGED) return INCOMPATIBLE
    cost += 2
  }
  return cost
}

function sameConstant(state: State, value: number, known: ContextValue): boolean {
  return (
    state.constant[value] === known.constant &&
    state.constantImm[value] === known.constantImm &&
    state.isDouble[value] === known.isDouble &&
    Object.is(state.constantDouble[value], known.constantDouble)
  )
}

/** The context without facts and constants: what holds whichever way one comes. */
export function widenContext(context: Context): Context {
  const values = context.values.map((known) => ({
    ...known,
    type: known.raw || wantsDouble(known) ? known.type : ANY,
    constant: CONSTANT.none,
    isDouble: 0,
    knownCode: NONE,
  }))
  return { ...context, values }
}

/** Whether all values that `context` names lie where it says, so that no edge code is needed. */
export function sameLocations(state: State, context: Context): boolean {
  const same = (value: number, v: number) => {
    const known = context.values[v] as ContextValue
    return (
      value !== NONE &&
      (known.gpr === NONE || known.gpr === state.gpr[value]) &&
      (known.xmm === NONE || known.xmm === state.xmm[value]) &&
      (known.slot === NONE || known.slot === state.slot[value]) &&
      (known.slotDouble === NONE || known.slotDouble === state.slotDouble[value])
    )
  }
  for (let i = 0; i < context.registers.length; i += 2) {
    const value = state.registerValue[context.registers[i] as number] as number
    if (!same(value, context.registers[i + 1] as number)) return false
  }
  for (let i = 0; i < context.body.length; i += 2) {
    const value = state.bodyValue[context.body[i] as number] as number
    if (!same(value, context.body[i + 1] as number)) return false
  }
  return context.framed === state.framed
}
