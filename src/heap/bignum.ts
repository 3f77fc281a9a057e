// Exact numbers as words: fixnums where they fit, bignum objects elsewhere, fractions of both; bigints on
// our side.
//
//   header | payload bytes (fixnum) | sign: 0 or 1 | limb 0, the lowest | limb 1 | ...
//
// Limbs have 64 bits and the highest is never 0. A value that fits a fixnum is never a bignum, so equal
// integers have equal forms. Halves of a bigint are converted apart, which keeps the time almost linear.

import { TAG } from '../expr/index.ts'
import type { Heap, Slot } from './heap.ts'
import { kinds } from './kinds.table.ts'
import { FIXNUM_MAX, FIXNUM_MIN, HEADER_HIGH, headerLow } from './layout.ts'

const LIMB_BITS = 64
/** Header, length and sign. */
export const BIGNUM_OVERHEAD = 24
const RATNUM_BYTES = 24
/** Numbers of so many limbs are written limb by limb. */
const FEW_LIMBS = 24

/** powers[k] is the least integer of k + 1 limbs. */
const powers: readonly bigint[] = Array.from({ length: 64 }, (_, k) => 1n << BigInt(LIMB_BITS * k))

/** How many limbs `magnitude`, which is above 0, takes. */
export function limbCount(magnitude: bigint): number {
  let least = 1
  let most = powers.length - 1
  if (magnitude >= (powers[most] as bigint)) return Math.ceil(magnitude.toString(16).length / 16)
  while (least < most) {
    const middle = (least + most) >>> 1
    if (magnitude < (powers[middle] as bigint)) most = middle
    else least = middle + 1
  }
  return least
}

export const isFixnumValue = (value: bigint): boolean => value <= FIXNUM_MAX && value >= FIXNUM_MIN

/** Bytes to reserve before `setInteger(slot, value)`. */
export function integerBytes(value: bigint): number {
  if (isFixnumValue(value)) return 0
  return BIGNUM_OVERHEAD + 8 * limbCount(value < 0n ? -value : value)
}

/** Writes an integer of any size; `integerBytes` of it must be reserved. */
export function setInteger(heap: Heap, slot: Slot, value: bigint): void {
  if (isFixnumValue(value)) {
    heap.setFixnum(slot, value)
    return
  }
  const magnitude = value < 0n ? -value : value
  const limbs = limbCount(magnitude)
  const at = allocateBignum(heap, limbs, value < 0n ? 1 : 0)
  writeLimbs(heap.u64, (at + BIGNUM_OVERHEAD) / 8, limbs, magnitude)
  heap.setPointer(slot, at | TAG.object)
}

/** Bytes to reserve before `setFraction` with these parts. */
export function fractionBytes(numerator: bigint, denominator: bigint): number {
  return RATNUM_BYTES + integerBytes(numerator) + integerBytes(denominator)
}

/** Writes a fraction in lowest terms, with a denominator above 1; reserve before. */
export function setFraction(heap: Heap, slot: Slot, numerator: bigint, denominator: bigint): void {
  const at = heap.allocateObject(kinds.ratnum.number, 2)
  setInteger(heap, (at + 8) >>> 2, numerator)
  setInteger(heap, (at + 16) >>> 2, denominator)
  heap.setPointer(slot, at | TAG.object)
}

/** A bignum of `limbs` limbs, still to be filled; its untagged address. */
function allocateBignum(heap: Heap, limbs: number, sign: number): number {
  const at = heap.allocate(BIGNUM_OVERHEAD + 8 * limbs)
  const slot = at >>> 2
  heap.setWord(slot, headerLow(kinds.bignum.number, 0), HEADER_HIGH)
  heap.setFixnum(slot + 2, 8 + 8 * limbs)
  heap.setWord(slot + 4, sign, 0)
  return at
}

/** The value of the bignum whose low half is `low`. */
export function bignumValue(heap: Heap, low: number): bigint {
  const slot = heap.fieldSlot(low, 0)
  const limbs = (heap.smallFixnumAt(slot) - 8) / 8
  const magnitude = readLimbs(heap.u64, slot / 2 + 2, limbs)
  return heap.low(slot + 2) === 0 ? magnitude : -magnitude
}

function readLimbs(u64: BigUint64Array, at: number, count: number): bigint {
  if (count === 1) return u64[at] as bigint
  if (count === 2) return ((u64[at + 1] as bigint) << 64n) | (u64[at] as bigint)
  const half = count >>> 1
  const high = readLimbs(u64, at + half, count - half)
  return (high << BigInt(LIMB_BITS * half)) | readLimbs(u64, at, half)
}

/** Storing takes the lowest 64 bits of a bigint. */
function writeLimbs(u64: BigUint64Array, at: number, count: number, magnitude: bigint): void {
  if (count <= FEW_LIMBS) {
    let rest = magnitude
    for (let i = 0; i < count; i++) {
      u64[at + i] = rest
      rest >>= 64n
    }
    return
  }
  const half = count >>> 1
  const bits = LIMB_BITS * half
  writeLimbs(u64, at, half, BigInt.asUintN(bits, magnitude))
  writeLimbs(u64, at + half, count - half, magnitude >> BigInt(bits))
}
