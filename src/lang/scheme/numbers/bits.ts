// Exact integers as rows of bits, negative ones with infinitely many ones in front (SRFI 151).

import { bitLength, checkBits } from './limits.ts'

export const bitwiseAnd = (a: bigint, b: bigint): bigint => a & b
export const bitwiseOr = (a: bigint, b: bigint): bigint => a | b
export const bitwiseXor = (a: bigint, b: bigint): bigint => a ^ b
export const bitwiseNot = (a: bigint): bigint => ~a

/** Shifts by more leave nothing of any integer. */
const LONGEST_SHIFT = 2n ** 31n

/** value * 2 ** shift, rounded down. */
export function arithmeticShift(value: bigint, shift: bigint): bigint {
  if (value === 0n) return 0n
  if (shift > 0n) checkBits(bitLength(value) + Number(shift))
  if (shift < -LONGEST_SHIFT) return value < 0n ? -1n : 0n
  return value << shift
}

/** How many bits are 1; of a negative number, how many are 0. */
export function bitCount(value: bigint): bigint {
  let count = 0
  for (const digit of (value < 0n ? ~value : value).toString(16)) {
    const bits = Number.parseInt(digit, 16)
    count += (bits & 1) + ((bits >> 1) & 1) + ((bits >> 2) & 1) + (bits >> 3)
  }
  return BigInt(count)
}

/** Bits of the number without its sign in two's complement. */
export const integerLength = (value: bigint): bigint =>
  BigInt(bitLength(value < 0n ? ~value : value))

/** 1 if the bit of this index is set, else 0. */
export function bitAt(index: bigint, value: bigint): bigint {
  return arithmeticShift(value, -index) & 1n
}
