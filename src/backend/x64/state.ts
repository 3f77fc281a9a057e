// Where every value is while code is being emitted: the state of on-the-fly register allocation.
//
// A *value* is a number; the same value may be in a general register (as a tagged word, or raw), in
// a vector register (as a double), in frame slots (word or raw double) and known as a constant, all
// at once. Bytecode registers and op IR values are names for values: a move costs nothing, and what
// a test proves of one name holds for all. A double that was never asked for as a word has no word.
//
// Invariants: gprOwner/xmmOwner invert gpr/xmm; slotValue[s] is the value whose copy frame slot s
// holds (one slot at most for its word, one for its double); a value with references has at least one location or is a constant.

import { assert } from '../../base/index.ts'
import { ANY, type WordType } from '../../expr/index.ts'

import type { ContextValue } from './context.ts'

export const NONE = -1

/** How a value is known without a location. */
export const CONSTANT = {
  none: 0,
  /** A word that fits a sign-extended 32-bit immediate: `constantImm`. */
  immediate: 1,
  /** A word at the fixed cage offset `constantImm`, if that is >= 0; a double if `isDouble`. */
  memory: 2,
} as const

export class State {
  count = 0
  type = new Int32Array(64)
  gpr = new Int8Array(64)
  xmm = new Int8Array(64)
  /** Frame slot with the word, or NONE; frame slot with the raw double, or NONE. */
  slot = new Int16Array(64)
  slotDouble = new Int16Array(64)
  constant = new Uint8Array(64)
  constantImm = new Int32Array(64)
  /** 1: the double `constantDouble` is this constant's value. */
  isDouble = new Uint8Array(64)
  constantDouble = new Float64Array(64)
  /** Code id of a procedure known exactly, or NONE. */
  knownCode = new Int32Array(64)
  /** 1: the general register holds a raw integer, not a word. */
  raw = new Uint8Array(64)
  references = new Int16Array(64)
  /** Working room of `captureContext`. */
  readonly scratch = { order: [] as number[], pairs: [] as number[] }
  /** A value's place in `scratch.order`, if that names the value there. */
  placeInOrder = new Int32Array(64)
  /** What a context last recorded of each value (context.ts), if anything. */
  readonly captured: (ContextValue | undefined)[] = []
  readonly gprOwner = new Int16Array(16).fill(NONE)
  readonly xmmOwner = new Int16Array(16).fill(NONE)
  /** Value held by each bytecode register, and by each frame slot's memory; NONE if none. */
  registerValue = new Int16Array(0)
  slotValue = new Int16Array(0)
  /** Value of each op IR value of the body at hand. */
  bodyValue = new Int16Array(0)
  /** Values of the body at hand. */
  private bodyCount = 0
  /** Whether the frame is allocated (rsp lowered). */
  framed = false

  reset(slotCount: number): void {
    this.count = 0
    this.gprOwner.fill(NONE)
    this.xmmOwner.fill(NONE)
    if (this.registerValue.length < slotCount) {
      this.registerValue = new Int16Array(slotCount + 16)
      this.slotValue = new Int16Array(slotCount + 16)
    }
    this.registerValue.fill(NONE)
    this.slotValue.fill(NONE)
    this.bodyValue.fill(NONE)
    this.framed = false
  }

  /** Makes room for the values of a body and forgets the last body's. */
  startBody(valueCount: number): void {
    if (this.bodyValue.length < valueCount) this.bodyValue = new Int16Array(valueCount + 32)
    this.bodyValue.fill(NONE)
    this.bodyCount = valueCount
  }

  /** The next op begins: all op IR names of the last body are dropped. */
  startBodyAnew(valueCount: number): void {
    for (let id = 0; id < this.bodyCount; id++) this.clearBody(id)
    if (this.bodyValue.length < valueCount) this.startBody(valueCount)
    this.bodyCount = valueCount
  }

  newValue(type: WordType = ANY): number {
    if (this.count === this.type.length) this.grow()
    const value = this.count++
    this.type[value] = type
    this.gpr[value] = NONE
    this.xmm[value] = NONE
    this.slot[value] = NONE
    this.slotDouble[value] = NONE
    this.constant[value] = CONSTANT.none
    this.isDouble[value] = 0
    this.knownCode[value] = NONE
    this.raw[value] = 0
    this.references[value] = 0
    this.captured[value] = undefined
    return value
  }

  newImmediate(word: number, type: WordType): number {
    const value = this.newValue(type)
    this.constant[value] = CONSTANT.immediate
    this.constantImm[value] = word
    return value
  }

  private grow(): void {
    const capacity = this.type.length * 2
    const wider = <T extends { set(from: T): void }>(array: T, make: (n: number) => T): T => {
      const copy = make(capacity)
      copy.set(array)
      return copy
    }
    this.type = wider(this.type, (n) => new Int32Array(n))
    this.gpr = wider(this.gpr, (n) => new Int8Array(n))
    this.xmm = wider(this.xmm, (n) => new Int8Array(n))
    this.slot = wider(this.slot, (n) => new Int16Array(n))
    this.slotDouble = wider(this.slotDouble, (n) => new Int16Array(n))
    this.constant = wider(this.constant, (n) => new Uint8Array(n))
    this.constantImm = wider(this.constantImm, (n) => new Int32Array(n))
    this.isDouble = wider(this.isDouble, (n) => new Uint8Array(n))
    this.constantDouble = wider(this.constantDouble, (n) => new Float64Array(n))
    this.knownCode = wider(this.knownCode, (n) => new Int32Array(n))
    this.raw = wider(this.raw, (n) => new Uint8Array(n))
    this.references = wider(this.references, (n) => new Int16Array(n))
    this.placeInOrder = new Int32Array(capacity)
  }

  // Names.

  retain(value: number): void {
    this.references[value] = (this.references[value] as number) + 1
  }

  /** Drops a name; a value without names frees its registers. */
  release(value: number): void {
    const left = (this.references[value] as number) - 1
    assert(left >= 0, 'value released too often')
    this.references[value] = left
    if (left === 0) this.dropRegisters(value)
  }

  setRegister(register: number, value: number): void {
    this.retain(value)
    this.clearRegister(register)
    this.registerValue[register] = value
  }

  clearRegister(register: number): void {
    const old = this.registerValue[register] as number
    if (old === NONE) return
    this.registerValue[register] = NONE
    this.release(old)
  }

  setBody(id: number, value: number): void {
    this.retain(value)
    this.clearBody(id)
    this.bodyValue[id] = value
  }

  clearBody(id: number): void {
    const old = this.bodyValue[id] as number
    if (old === NONE) return
    this.bodyValue[id] = NONE
    this.release(old)
  }

  // Locations.

  setGpr(value: number, register: number): void {
    assert(this.gprOwner[register] === NONE, 'general register taken')
    this.gpr[value] = register
    this.gprOwner[register] = value
  }

  setXmm(value: number, register: number): void {
    assert(this.xmmOwner[register] === NONE, 'vector register taken')
    this.xmm[value] = register
    this.xmmOwner[register] = value
  }

  clearGpr(value: number): void {
    const register = this.gpr[value] as number
    if (register === NONE) return
    this.gprOwner[register] = NONE
    this.gpr[value] = NONE
  }

  clearXmm(value: number): void {
    const register = this.xmm[value] as number
    if (register === NONE) return
    this.xmmOwner[register] = NONE
    this.xmm[value] = NONE
  }

  dropRegisters(value: number): void {
    this.clearGpr(value)
    this.clearXmm(value)
  }

  /** Slot `slot` now holds the word (or raw double) of `value`; what it held before is gone. */
  setSlot(value: number, slot: number, double: boolean): void {
    this.clearSlot(slot)
    const before = (double ? this.slotDouble[value] : this.slot[value]) as number
    if (before !== NONE) this.slotValue[before] = NONE
    this.slotValue[slot] = value
    if (double) this.slotDouble[value] = slot
    else this.slot[value] = slot
  }

  clearSlot(slot: number): void {
    const old = this.slotValue[slot] as number
    if (old === NONE) return
    this.slotValue[slot] = NONE
    if (this.slot[old] === slot) this.slot[old] = NONE
    if (this.slotDouble[old] === slot) this.slotDouble[old] = NONE
  }

  /** All registers are dead (after a call): values live on in slots and as constants. */
  clobberRegisters(): void {
    for (let r = 0; r < 16; r++) {
      const inGpr = this.gprOwner[r] as number
      if (inGpr !== NONE) this.clearGpr(inGpr)
      const inXmm = this.xmmOwner[r] as number
      if (inXmm !== NONE) this.clearXmm(inXmm)
    }
  }

  // Questions.

  /** General registers that hold words, as bits: the roots while the driver serves a light request. */
  wordMask(): number {
    let mask = 0
    for (let r = 0; r < 16; r++) {
      const value = this.gprOwner[r] as number
      if (value !== NONE && this.raw[value] === 0) mask |= 1 << r
    }
    return mask
  }

  hasWord(value: number): boolean {
    return this.gpr[value] !== NONE || this.slot[value] !== NONE || this.isConstantWord(value)
  }

  /** Whether the word can be made from nothing: a constant double alone has none. */
  isConstantWord(value: number): boolean {
    return (
      this.constant[value] === CONSTANT.immediate ||
      (this.constant[value] === CONSTANT.memory && (this.constantImm[value] as number) >= 0)
    )
  }

  hasDouble(value: number): boolean {
    return this.xmm[value] !== NONE || this.slotDouble[value] !== NONE || this.isDouble[value] === 1
  }
}
