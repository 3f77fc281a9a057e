// Hash numbers of words and bytes: the same in TypeScript, in generated JavaScript and in machine code
// (nodes `hashWord` and `hashBytes`), as a table may be asked by one and filled by another.
//
// All arithmetic is on 32 bits without sign. A step multiplies by an odd constant near 2^32 divided by
// the golden ratio and folds high bits, which the product has mixed best, into the low ones that a table
// looks at. Bytes go in by fours, lowest first, and those left over one by one.

export const HASH_FACTOR = 0x9e3779b1 | 0
export const HASH_FOLD = 15

/** One step: `hash` with the 32 bits of `more`. */
export function hashStep(hash: number, more: number): number {
  const product = Math.imul(hash ^ more, HASH_FACTOR)
  return (product ^ (product >>> HASH_FOLD)) >>> 0
}

/** Of the word with these halves; from 0 to 2^32 - 1. */
export const hashWord = (low: number, high: number): number => hashStep(low, high)

/** Of `count` bytes from `start` on, a multiple of 8; from 0 to 2^32 - 1. */
export function hashBytes(u8: Uint8Array, i32: Int32Array, start: number, count: number): number {
  let hash = count
  let at = start
  const end = start + count
  for (; at + 4 <= end; at += 4) hash = hashStep(hash, i32[at >>> 2] as number)
  for (; at < end; at++) hash = hashStep(hash, u8[at] as number)
  return hash
}
