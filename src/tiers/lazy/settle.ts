// Brings a state into a shape that other ways to the same place can reach cheaply.
//
// At a loop head what the loop assigns lies in registers alone: not as a constant (each round has
// another), not also in a slot (each round would have to store it), not shared with another name,
// and a double without its word. What the loop does not assign keeps all that is known of it. At
// the version limit everything but the names is forgotten: all words, of any type.

import { I } from '../../asm/index.ts'
import { CONSTANT, NONE } from '../../backend/index.ts'
import { ANY } from '../../expr/index.ts'
import type { PathCompiler } from './path.ts'

/** The state at a loop head whose loop assigns `loopRegisters`. */
export function settleLoop(path: PathCompiler, loopRegisters: Uint8Array): void {
  const { state, emitter } = path
  for (const r of path.liveHere()) {
    if (loopRegisters[r] !== 1 || state.registerValue[r] === NONE) continue
    path.dropConstant(state.registerValue[r] as number)
    unshare(path, r)
    const value = state.registerValue[r] as number
    if (state.hasDouble(value)) {
      emitter.doubleInRegister(value)
      state.clearGpr(value)
    } else emitter.wordInRegister(value)
    emitter.unpin()
    clearSlots(path, value)
  }
}

function clearSlots(path: PathCompiler, value: number): void {
  const { state } = path
  for (const slot of [state.slot[value] as number, state.slotDouble[value] as number]) {
    if (slot !== NONE) state.clearSlot(slot)
  }
}

/** Gives register `r` a value of its own if it shares one with another name. */
function unshare(path: PathCompiler, r: number): void {
  const { state } = path
  const shared = state.registerValue[r] as number
  if ((state.references[shared] as number) <= 1) return
  state.setRegister(r, copyOf(path, shared, state.hasDouble(shared)))
}

/** A fresh value equal to `value`, in a register: a double or a word. */
function copyOf(path: PathCompiler, value: number, asDouble: boolean): number {
  const { state, emitter } = path
  const copy = state.newValue(state.type[value] as number)
  state.raw[copy] = state.raw[value] as number
  if (asDouble) {
    const from = emitter.doubleInRegister(value)
    const to = emitter.allocateXmm()
    emitter.moveDouble(to, from)
    state.setXmm(copy, to)
  } else {
    const from = emitter.wordInRegister(value)
    const to = emitter.allocateGpr()
    emitter.asm.rr(I.mov, to, from)
    state.setGpr(copy, to)
  }
  emitter.unpin()
  return copy
}

/** The state at the version limit: every name a value of its own, all words, nothing known. */
export function widenState(path: PathCompiler): void {
  const { state } = path
  path.ensureFrame()
  widenBody(path)
  for (const r of path.liveHere()) {
    if (state.registerValue[r] === NONE) continue
    path.dropConstant(state.registerValue[r] as number)
    unshare(path, r)
    widenWord(path, state.registerValue[r] as number)
  }
}

/** The op IR values: each keeps the type that the body gives it. */
function widenBody(path: PathCompiler): void {
  const { state, emitter } = path
  const { types } = path.spec.body
  for (let id = 0; id < types.length; id++) {
    const value = state.bodyValue[id] ?? NONE
    if (value === NONE) continue
    path.dropConstant(value)
    const isShared = (state.references[value] as number) > 1
    if (isShared) state.setBody(id, copyOf(path, value, types[id] === 'f64'))
    if (types[id] === 'f64') emitter.doubleInRegister(state.bodyValue[id] as number)
    else if (types[id] === 'word') widenWord(path, state.bodyValue[id] as number)
    emitter.unpin()
  }
}

/** A word in a register or a slot, of any type, and no double beside it. */
function widenWord(path: PathCompiler, value: number): void {
  const { state, emitter } = path
  if (!state.hasWord(value)) emitter.box(value)
  emitter.unpin()
  state.clearXmm(value)
  if (state.slotDouble[value] !== NONE) state.clearSlot(state.slotDouble[value] as number)
  if (state.gpr[value] !== NONE && state.slot[value] !== NONE) {
    state.clearSlot(state.slot[value] as number)
  }
  state.type[value] = ANY
  state.constant[value] = CONSTANT.none
  state.isDouble[value] = 0
  state.knownCode[value] = NONE
}
