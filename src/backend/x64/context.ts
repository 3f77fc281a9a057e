// A context: the immutable snapshot of a state at one point (DESIGN section 7).
//
// It is the key of a version, the state of a stub, and what a call site knows of its frame. Only
// names that are live at the point count; values are renumbered in order of first mention, so equal
// situations give equal contexts whatever happened before.

import { ANY } from '../../expr/index.ts'
import { CONSTANT, NONE, type State } from './state.ts'

export interface Context {
  /** Pairs (bytecode register, value) and (body value id, value). */
  readonly registers: readonly number[]
  readonly body: readonly number[]
  readonly type: readonly number[]
  readonly gpr: readonly number[]
  readonly xmm: readonly number[]
  readonly slot: readonly number[]
  readonly slotDouble: readonly number[]
  readonly constant: readonly number[]
  readonly constantImm: readonly number[]
  readonly isDouble: readonly number[]
  readonly constantDouble: readonly number[]
  readonly knownCode: readonly number[]
  readonly raw: readonly number[]
  readonly framed: boolean
}

/** The context of `state` with these live bytecode registers and body values. */
export function captureContext(
  state: State,
  liveRegisters: readonly number[],
  liveBody: readonly number[],
): Context {
  const order: number[] = []
  const registers = pairNames(state.registerValue, liveRegisters, order)
  const body = pairNames(state.bodyValue, liveBody, order)
  return {
    registers,
    body,
    type: pick(state.type, order),
    gpr: pick(state.gpr, order),
    xmm: pick(state.xmm, order),
    slot: pick(state.slot, order),
    slotDouble: pick(state.slotDouble, order),
    constant: pick(state.constant, order),
    constantImm: pick(state.constantImm, order),
    isDouble: pick(state.isDouble, order),
    constantDouble: pick(state.constantDouble, order),
    knownCode: pick(state.knownCode, order),
    raw: pick(state.raw, order),
    framed: state.framed,
  }
}

/** Pairs (name, number of its value); new values are appended to `order`. */
function pairNames(values: Int16Array, names: readonly number[], order: number[]): number[] {
  const pairs: number[] = []
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as number
    const value = values[name] as number
    if (value === NONE) continue
    let number = order.indexOf(value)
    if (number < 0) number = order.push(value) - 1
    pairs.push(name, number)
  }
  return pairs
}

function pick(
  from: Int32Array | Int16Array | Int8Array | Uint8Array | Float64Array,
  order: readonly number[],
): number[] {
  const picked: number[] = []
  for (let i = 0; i < order.length; i++) picked.push(from[order[i] as number] as number)
  return picked
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
  for (let v = 0; v < context.type.length; v++) {
    const value = state.newValue(context.type[v] as number)
    state.constant[value] = context.constant[v] as number
    state.constantImm[value] = context.constantImm[v] as number
    state.isDouble[value] = context.isDouble[v] as number
    state.constantDouble[value] = context.constantDouble[v] as number
    state.knownCode[value] = context.knownCode[v] as number
    state.raw[value] = context.raw[v] as number
    if (context.gpr[v] !== NONE) state.setGpr(value, context.gpr[v] as number)
    if (context.xmm[v] !== NONE) state.setXmm(value, context.xmm[v] as number)
    if (context.slot[v] !== NONE) state.setSlot(value, context.slot[v] as number, false)
    if (context.slotDouble[v] !== NONE) state.setSlot(value, context.slotDouble[v] as number, true)
  }
  for (let i = 0; i < context.registers.length; i += 2) {
    state.setRegister(context.registers[i] as number, context.registers[i + 1] as number)
  }
  for (let i = 0; i < context.body.length; i += 2) {
    state.setBody(context.body[i] as number, context.body[i + 1] as number)
  }
  state.framed = context.framed
}

/** Whether context value `v` must be there as a word (it is in a word location). */
export function wantsWord(context: Context, v: number): boolean {
  return context.gpr[v] !== NONE || context.slot[v] !== NONE
}

export function wantsDouble(context: Context, v: number): boolean {
  return context.xmm[v] !== NONE || context.slotDouble[v] !== NONE
}

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
  for (let v = 0; v < context.type.length; v++) mapped.push(NONE)
  let cost = 0
  const pair = (value: number, v: number) => {
    if (value === NONE) return false
    if (mapped[v] !== NONE) return mapped[v] === value
    mapped[v] = value
    const valueCost = matchValue(state, value, context, v)
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

function matchValue(state: State, value: number, context: Context, v: number): number {
  const type = state.type[value] as number
  const wanted = context.type[v] as number
  if ((type & ~wanted) !== 0 || state.raw[value] !== context.raw[v]) return INCOMPATIBLE
  const code = context.knownCode[v] as number
  if (code !== NONE && state.knownCode[value] !== code) return INCOMPATIBLE
  if (context.constant[v] !== CONSTANT.none && !sameConstant(state, value, context, v)) {
    return INCOMPATIBLE
  }
  let cost = type === wanted || context.constant[v] !== CONSTANT.none ? 0 : 1
  if (wantsWord(context, v) && !state.hasWord(value)) cost += 3
  if (wantsDouble(context, v) && !state.hasDouble(value)) {
    if (type !== 2) return INCOMPATIBLE
    cost += 2
  }
  return cost
}

function sameConstant(state: State, value: number, context: Context, v: number): boolean {
  return (
    state.constant[value] === context.constant[v] &&
    state.constantImm[value] === context.constantImm[v] &&
    state.isDouble[value] === context.isDouble[v] &&
    Object.is(state.constantDouble[value], context.constantDouble[v])
  )
}

/** The context without facts and constants: what holds whichever way one comes. */
export function widenContext(context: Context): Context {
  return {
    ...context,
    type: context.type.map((type, v) => (context.raw[v] || wantsDouble(context, v) ? type : ANY)),
    constant: context.constant.map(() => CONSTANT.none),
    isDouble: context.isDouble.map(() => 0),
    knownCode: context.knownCode.map(() => NONE),
  }
}

/** Whether all values that `context` names lie where it says, so that no edge code is needed. */
export function sameLocations(state: State, context: Context): boolean {
  const same = (value: number, v: number) =>
    value !== NONE &&
    (context.gpr[v] === NONE || context.gpr[v] === state.gpr[value]) &&
    (context.xmm[v] === NONE || context.xmm[v] === state.xmm[value]) &&
    (context.slot[v] === NONE || context.slot[v] === state.slot[value]) &&
    (context.slotDouble[v] === NONE || context.slotDouble[v] === state.slotDouble[value])
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
