// A context: the immutable snapshot of a state at one point (DESIGN section 7).
//
// It is the key of a version, the state of a stub, and what a call site knows of its frame. Only
// names that are live at the point count; values are renumbered in order of first mention, so equal
// situations give equal contexts whatever happened before.

import { ANY } from '../../expr/index.ts'
import { CONSTANT, NONE, type State } from './state.ts'

export interface Context {
  /** Pairs (bytecode register, value) and (body value id, value). */
  readonly registers: Int16Array
  readonly body: Int16Array
  readonly type: Int32Array
  readonly gpr: Int8Array
  readonly xmm: Int8Array
  readonly slot: Int16Array
  readonly slotDouble: Int16Array
  readonly constant: Uint8Array
  readonly constantImm: Int32Array
  readonly isDouble: Uint8Array
  readonly constantDouble: Float64Array
  readonly knownCode: Int32Array
  readonly raw: Uint8Array
  readonly framed: boolean
}

/** The context of `state` with these live bytecode registers and body values. */
export function captureContext(
  state: State,
  liveRegisters: readonly number[],
  liveBody: readonly number[],
): Context {
  const order: number[] = []
  const numberOf = new Map<number, number>()
  const intern = (value: number) => {
    let n = numberOf.get(value)
    if (n === undefined) {
      n = order.push(value) - 1
      numberOf.set(value, n)
    }
    return n
  }
  const registers: number[] = []
  for (const r of liveRegisters) {
    const value = state.registerValue[r] as number
    if (value !== NONE) registers.push(r, intern(value))
  }
  const body: number[] = []
  for (const id of liveBody) {
    const value = state.bodyValue[id] as number
    if (value !== NONE) body.push(id, intern(value))
  }
  const pick = (from: ArrayLike<number>) => order.map((value) => from[value] as number)
  return {
    registers: Int16Array.from(registers),
    body: Int16Array.from(body),
    type: Int32Array.from(pick(state.type)),
    gpr: Int8Array.from(pick(state.gpr)),
    xmm: Int8Array.from(pick(state.xmm)),
    slot: Int16Array.from(pick(state.slot)),
    slotDouble: Int16Array.from(pick(state.slotDouble)),
    constant: Uint8Array.from(pick(state.constant)),
    constantImm: Int32Array.from(pick(state.constantImm)),
    isDouble: Uint8Array.from(pick(state.isDouble)),
    constantDouble: Float64Array.from(pick(state.constantDouble)),
    knownCode: Int32Array.from(pick(state.knownCode)),
    raw: Uint8Array.from(pick(state.raw)),
    framed: state.framed,
  }
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
  const mapped = new Int16Array(context.type.length).fill(NONE)
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
