// What an engine decides for compiled bodies: how its text names operands, frames and the way on.
//
// All members give JavaScript text. A *slot* is an int32 index into M. Texts for values are free of
// effects and may be repeated. The names that any text may use, and that the engine must provide:
//
//   M  Int32Array and  D  Float64Array of the whole cage,  U  its bytes
//   F  a Float64Array of one element and  I  an Int32Array over the same bytes, for conversions
//   R  an Int32Array of two elements: result of the arithmetic that is not in line
//   multiplyWide, quotientWide, remainderWide, shiftLeftWide, shiftRightWide,
//   roundEven, truncateWide, boxFlonum, hashWord, hashBytes, eqBytes,
//   copyBytes (support.ts)

import type { Terminator } from '../../expr/index.ts'

/** A tagged word or raw integer as two int32 texts; `number` if it is a small integer's own text. */
export interface JsWord {
  readonly low: string
  readonly high: string
  readonly number?: string
}

export interface JsTarget {
  /** High half of every pointer. */
  readonly baseHigh: number
  readonly allocationSlot: number
  /** Slot of the word that a request or call delivered. */
  readonly resultSlot: number
  /** The value of a fixnum, int, base, count or index operand. */
  operandValue(operand: number): string
  /** Slot of the register that operand `operand` names, plus `offset` registers. */
  registerSlot(operand: number, offset: number): string
  constantSlot(operand: number): string
  globalSlot(operand: number): string
  selfSlot(): string
  /** Slot of the out register. */
  outSlot(): string
  /** Statements. */
  storeGlobal(operand: number, word: JsWord): readonly string[]
  /** Makes sure of `bytes` at resume point `k`, before anything was read there. */
  ensureRoom(bytes: number, k: number): readonly string[]
  /** No room for `bytes`: collects and begins the op again. */
  restart(bytes: number): readonly string[]
  /** Slot of argument `index` of a request. */
  requestSlot(index: number): string
  /** Serves the request whose arguments are stored; goes on behind it unless `k` is -1. */
  request(name: string, count: number, k: number): readonly string[]
  poll(k: number): readonly string[]
  /** Statements that leave the body. */
  next(): readonly string[]
  goto(operand: number): readonly string[]
  call(calleeLow: string, end: Terminator & { kind: 'call' }, k: number): readonly string[]
  tailcall(calleeLow: string, end: Terminator & { kind: 'tailcall' }): readonly string[]
  return(word: JsWord): readonly string[]
  /** Goes on at the cold block `block`, compiled elsewhere from an entry of its own. */
  cold(block: number): readonly string[]
}
