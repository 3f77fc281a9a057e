// Exact integers added, multiplied, divided and compared where they lie, without bigints in between.
//
// For operands of moderate size and work linear in it: each function says false (or null) where it does not
// apply, and the caller goes through bigints. Results are written to fresh memory for the largest size they
// may have, and what they do not need is given back, so the allocation pointer ends behind the result.

import { TAG } from '../expr/index.ts'
import { BIGNUM_OVERHEAD } from './bignum.ts'
import type { Heap, Slot } from './heap.ts'
import { kinds } from './kinds.table.ts'
import { HEADER_HIGH, headerLow } from './layout.ts'
import {
  addMagnitudes,
  compareMagnitudes,
  divideMagnitude,
  type Magnitude,
  multiplyMagnitudes,
  remainderOfMagnitude,
  subtractMagnitudes,
} from './limbs.ts'

/** Larger operands are as quick through bigints, whose conversion is then a small part. */
const MOST_HALVES = 2 ** 15
/** Products of more pairs of halves are quicker through bigints, if both operands are longer than a limb. */
const MOST_PAIRS = 64
/** The least magnitude of two halves that no fixnum has, but for one negative. */
const FIXNUM_HIGH = 2 ** 28

interface Operand extends Magnitude {
  /** 1 if negative, else 0. */
  sign: number
}

/** Halves that the integer at `slot` takes at most; 0 if it is no exact integer, or too large for us. */
function halvesAt(heap: Heap, slot: Slot): number {
  if (heap.isFixnum(slot)) return 2
  if (!heap.isKind(slot, kinds.bignum.number)) return 0
  const halves = (heap.smallFixnumAt(heap.fieldSlot(heap.low(slot), 0)) - 8) >>> 2
  return halves > MOST_HALVES ? 0 : halves
}

/** The integer at `slot`; that of a fixnum is put into `heap.fixnumHalves` from `scratch` on. */
function operandAt(heap: Heap, slot: Slot, scratch: 0 | 2): Operand {
  if (heap.isFixnum(slot)) return fixnumOperand(heap, slot, scratch)
  const { i32 } = heap
  const length = heap.fieldSlot(heap.low(slot), 0)
  const start = length + 4
  const halves = (heap.smallFixnumAt(length) - 8) >>> 2
  const count = i32[start + halves - 1] === 0 ? halves - 1 : halves
  return { words: i32, start, count, sign: heap.low(length + 2) }
}

function fixnumOperand(heap: Heap, slot: Slot, scratch: 0 | 2): Operand {
  const words = heap.fixnumHalves
  const high = heap.high(slot)
  let below = (heap.low(slot) >>> 3) | (high << 29)
  let above = high >> 3
  if (high < 0) {
    below = -below | 0
    above = ~above + (below === 0 ? 1 : 0)
  }
  words[scratch] = below
  words[scratch + 1] = above
  const count = above !== 0 ? 2 : below !== 0 ? 1 : 0
  return { words, start: scratch, count, sign: high < 0 ? 1 : 0 }
}

/** Bytes of a bignum of so many halves, rounded up to limbs. */
const bytesOf = (halves: number) => BIGNUM_OVERHEAD + 4 * ((halves + 1) & ~1)

/** Writes the integer whose halves were written behind the room for a header at `at`. */
function finish(heap: Heap, at: number, halves: number, sign: number, result: Slot): void {
  const { i32 } = heap
  const start = (at + BIGNUM_OVERHEAD) >>> 2
  let count = halves
  while (count > 0 && i32[start + count - 1] === 0) count--
  const below = count > 0 ? (i32[start] as number) >>> 0 : 0
  const above = count > 1 ? (i32[start + 1] as number) >>> 0 : 0
  const isLeast = sign === 1 && above === FIXNUM_HIGH && below === 0
  if (count <= 2 && (above < FIXNUM_HIGH || isLeast)) {
    i32[heap.allocationSlot] = at
    const low = below << 3
    const high = (above << 3) | (below >>> 29)
    if (sign === 0) heap.setWord(result, low, high)
    else heap.setWord(result, -low | 0, ~high + (low === 0 ? 1 : 0))
    return
  }
  if (count & 1) i32[start + count++] = 0
  const slot = at >>> 2
  heap.setWord(slot, headerLow(kinds.bignum.number, 0), HEADER_HIGH)
  heap.setFixnum(slot + 2, 8 + 4 * count)
  heap.setWord(slot + 4, sign, 0)
  i32[heap.allocationSlot] = at + bytesOf(count)
  heap.setPointer(result, at | TAG.object)
}

/** a + b, or a - b if `opposite` is 1. */
export function addIntegers(heap: Heap, a: Slot, b: Slot, opposite: 0 | 1, result: Slot): boolean {
  const most = halvesAt(heap, a)
  const other = halvesAt(heap, b)
  if (most === 0 || other === 0) return false
  const bytes = bytesOf(Math.max(most, other) + 1)
  heap.reserve(bytes)
  const left = operandAt(heap, a, 0)
  const right = operandAt(heap, b, 2)
  right.sign ^= opposite
  const at = heap.allocate(bytes)
  const start = (at + BIGNUM_OVERHEAD) >>> 2
  const isSwapped =
    left.sign === right.sign ? left.count < right.count : compareMagnitudes(left, right) < 0
  const large = isSwapped ? right : left
  const small = isSwapped ? left : right
  if (left.sign === right.sign) {
    addMagnitudes(large, small, heap.i32, start)
    finish(heap, at, large.count + 1, large.sign, result)
  } else {
    subtractMagnitudes(large, small, heap.i32, start)
    finish(heap, at, large.count, large.sign, result)
  }
  return true
}

/** a * b. */
export function multiplyIntegers(heap: Heap, a: Slot, b: Slot, result: Slot): boolean {
  const most = halvesAt(heap, a)
  const other = halvesAt(heap, b)
  if (most === 0 || other === 0) return false
  if (Math.min(most, other) > 2 && most * other > MOST_PAIRS) return false
  const bytes = bytesOf(most + other)
  heap.reserve(bytes)
  const left = operandAt(heap, a, 0)
  const right = operandAt(heap, b, 2)
  const at = heap.allocate(bytes)
  const start = (at + BIGNUM_OVERHEAD) >>> 2
  if (left.count < right.count) multiplyMagnitudes(right, left, heap.i32, start)
  else multiplyMagnitudes(left, right, heap.i32, start)
  finish(heap, at, left.count + right.count, left.sign ^ right.sign, result)
  return true
}

/** The divisor at `slot` if it is a fixnum of one half, not 0; else 0. */
function smallDivisor(heap: Heap, slot: Slot): number {
  if (!heap.isFixnum(slot)) return 0
  const { words, count, start } = fixnumOperand(heap, slot, 2)
  return count === 1 ? (words[start] as number) >>> 0 : 0
}

/** a / b, rounded towards 0, for a divisor of 32 bits. */
export function divideInteger(heap: Heap, a: Slot, b: Slot, result: Slot): boolean {
  const most = halvesAt(heap, a)
  const divisor = smallDivisor(heap, b)
  if (most === 0 || divisor === 0) return false
  heap.reserve(bytesOf(most))
  const dividend = operandAt(heap, a, 0)
  const sign = dividend.sign ^ (heap.high(b) < 0 ? 1 : 0)
  const at = heap.allocate(bytesOf(most))
  divideMagnitude(dividend, divisor, heap.i32, (at + BIGNUM_OVERHEAD) >>> 2)
  finish(heap, at, dividend.count, sign, result)
  return true
}

/** The rest of that division: with the sign of a, or if `floors` with the sign of b. */
export function remainderOfInteger(
  heap: Heap,
  a: Slot,
  b: Slot,
  floors: boolean,
  result: Slot,
): boolean {
  const divisor = smallDivisor(heap, b)
  if (divisor === 0 || halvesAt(heap, a) === 0) return false
  const dividend = operandAt(heap, a, 0)
  const magnitude = remainderOfMagnitude(dividend, divisor)
  const rest = dividend.sign === 1 ? -magnitude : magnitude
  const isNegative = heap.high(b) < 0
  const isAdjusted = floors && rest !== 0 && rest < 0 !== isNegative
  heap.setFixnum(result, isAdjusted ? rest + (isNegative ? -divisor : divisor) : rest)
  return true
}

/** -1, 0 or 1 as a is below, equal to or above b. */
export function compareIntegers(heap: Heap, a: Slot, b: Slot): number | null {
  if (halvesAt(heap, a) === 0 || halvesAt(heap, b) === 0) return null
  const left = operandAt(heap, a, 0)
  const right = operandAt(heap, b, 2)
  if (left.sign !== right.sign) return left.sign === 1 ? -1 : 1
  const order = compareMagnitudes(left, right)
  return left.sign === 1 ? -order : order
}
