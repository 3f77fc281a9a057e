// The arithmetic behind generated text that is too rare or too large to stand in line.
//
// Words are two int32 halves; a result goes to the two elements of `result`. Fixnums that doubles
// hold exactly are computed as doubles, the others as BigInts.

import {
  FIXNUM_MAX,
  FIXNUM_MIN,
  type Heap,
  hashBytes,
  hashWord,
  type Slot,
} from '../../heap/index.ts'

/** Below this, quotients of doubles truncate to the quotients of integers. */
const EXACT_QUOTIENT_LIMIT = 2 ** 52
const HIGH_UNIT = 2 ** 29
const TOP_BIT = 2 ** 63
const BOX_BYTES = 16

type WordOperation = (xLow: number, xHigh: number, yLow: number, yHigh: number) => void

export interface JsSupport {
  /** Product of two fixnums; false if it is none. */
  multiplyWide(xLow: number, xHigh: number, yLow: number, yHigh: number): boolean
  /** Truncated division of fixnums; the divisor is neither 0 nor -1. */
  quotientWide: WordOperation
  remainderWide: WordOperation
  /** Shifts of fixnums by 0 to 63; what leaves the word is lost. */
  shiftLeftWide(low: number, high: number, count: number): void
  shiftRightWide(low: number, high: number, count: number): void
  /** The nearest integral double, the even one of two. */
  roundEven(value: number): number
  /** The integer part of `value`; the least integer where that has more than 64 bits. */
  truncateWide(value: number): void
  /** Writes `value`, which does not fit into a word, to `slot`; false if there is no room. */
  boxFlonum(slot: Slot, value: number): boolean
  hashWord(low: number, high: number): number
  hashBytes(u8: Uint8Array, i32: Int32Array, start: number, count: number): number
  eqBytes(u8: Uint8Array, x: number, y: number, count: number): boolean
  /** Copies `count` bytes, the lowest first. */
  copyBytes(u8: Uint8Array, to: number, from: number, count: number): void
}

/** So few bytes are copied faster one by one. */
const SHORT_COPY = 32

const fixnum = (low: number, high: number) => (BigInt(high) << 29n) | BigInt(low >>> 3)

/** The support functions of one heap; `result` is the array that generated text calls R. */
export function makeJsSupport(heap: Heap, result: Int32Array): JsSupport {
  const deliver = (value: bigint) => {
    const bits = BigInt.asIntN(64, value << 3n)
    result[0] = Number(BigInt.asIntN(32, bits))
    result[1] = Number(bits >> 32n)
  }
  const deliverNumber = (value: number) => {
    result[0] = value * 8
    result[1] = Math.floor(value / HIGH_UNIT)
  }
  const number = (low: number, high: number) => high * HIGH_UNIT + (low >>> 3)
  const areExact = (x: number, y: number) =>
    Math.abs(x) < EXACT_QUOTIENT_LIMIT && Math.abs(y) < EXACT_QUOTIENT_LIMIT
  return {
    multiplyWide(xLow, xHigh, yLow, yHigh) {
      const product = fixnum(xLow, xHigh) * fixnum(yLow, yHigh)
      if (product > FIXNUM_MAX || product < FIXNUM_MIN) return false
      deliver(product)
      return true
    },
    quotientWide(xLow, xHigh, yLow, yHigh) {
      const x = number(xLow, xHigh)
      const y = number(yLow, yHigh)
      if (areExact(x, y)) deliverNumber(Math.trunc(x / y))
      else deliver(fixnum(xLow, xHigh) / fixnum(yLow, yHigh))
    },
    remainderWide(xLow, xHigh, yLow, yHigh) {
      const x = number(xLow, xHigh)
      const y = number(yLow, yHigh)
      if (areExact(x, y)) deliverNumber(x - Math.trunc(x / y) * y)
      else deliver(fixnum(xLow, xHigh) % fixnum(yLow, yHigh))
    },
    shiftLeftWide: (low, high, count) => deliver(fixnum(low, high) << BigInt(count)),
    shiftRightWide: (low, high, count) => deliver(fixnum(low, high) >> BigInt(count)),
    roundEven(value) {
      // Above 2^52 all doubles are integral, so the sum is rounded to an integer.
      const magnitude = Math.abs(value)
      if (!(magnitude < EXACT_QUOTIENT_LIMIT)) return value
      const rounded = magnitude + EXACT_QUOTIENT_LIMIT - EXACT_QUOTIENT_LIMIT
      return value < 0 || Object.is(value, -0) ? -rounded : rounded
    },
    truncateWide(value) {
      const isInRange = value >= -TOP_BIT && value < TOP_BIT
      const bits = isInRange ? BigInt(Math.trunc(value)) : -(2n ** 63n)
      result[0] = Number(BigInt.asIntN(32, bits))
      result[1] = Number(bits >> 32n)
    },
    boxFlonum(slot, value) {
      if (heap.free() < BOX_BYTES) return false
      heap.setFlonum(slot, value)
      return true
    },
    hashWord,
    hashBytes,
    eqBytes(u8, x, y, count) {
      let i = 0
      while (i < count && u8[x + i] === u8[y + i]) i++
      return i >= count
    },
    copyBytes(u8, to, from, count) {
      if (count > SHORT_COPY && (to <= from || to >= from + count)) {
        u8.copyWithin(to, from, from + count)
      } else for (let i = 0; i < count; i++) u8[to + i] = u8[from + i] as number
    },
  }
}
