// How values lie in memory: tags, headers and field offsets, for every tier and for TypeScript.
//
//   word      63 ............................................ 3 2 0
//   fixnum    value * 8                                        000
//   pair      address of two words (no header)                 001
//   object    address of header                                010
//   flonum    IEEE bits rotated left by 4 (exponent -255..256) 011, 100
//   procedure address of header                                101
//   immediate character << 8 | 0x46, or a constant             110
//   header    never a value                                    111
//
//   header    63 ........ 40 39 ...... 32 31 ......... 8 7 .. 3 2 0
//             identity hash    flags       field count    kind  111
//
// Flag bit 32 is set in every header and clear in every forwarding word (new address | 7, whose high
// half is the cage's, an even number): that is how the collector tells them apart.
// Self-tagged flonums: arXiv 2411.16544; the top three exponent bits become the tag.

import { TAG } from '../expr/index.ts'

export const WORD_BYTES = 8
/** High half of a fresh header: the marker bit, no flags, no hash. */
export const HEADER_HIGH = 1
/** The flag of a string that must not change, the name of a symbol: its bit in the header. */
export const FROZEN_BIT = 33
/** The identity hash, or 0 while there is none, is in a header's high half from this bit on. */
export const IDENTITY_SHIFT = 8

/** Low half of the header of an object of `kind` with `fieldCount` fields after the header. */
export function headerLow(kind: number, fieldCount: number): number {
  return ((Math.min(fieldCount, 0xffffff) << 8) | (kind << 3) | TAG.header) >>> 0
}
export const kindOfHeader = (low: number) => (low >>> 3) & 31
export const fieldCountOfHeader = (low: number) => low >>> 8

/** Byte offset of field `index` (0 = first after the header) from a tagged object word. */
export const objectField = (index: number) => 8 + index * WORD_BYTES - TAG.object
export const procedureField = (index: number) => 8 + index * WORD_BYTES - TAG.procedure
export const CAR = 0 - TAG.pair
export const CDR = 8 - TAG.pair
/** Vectors: field 0 is the length (a fixnum), elements follow. */
export const VECTOR_LENGTH = objectField(0)
export const VECTOR_ELEMENTS = objectField(1)
export const PROCEDURE_CELL = procedureField(0)
export const PROCEDURE_CAPTURED = procedureField(1)
/** Most captured variables etc. a header can count. */
export const MAX_FIELD_COUNT = 0xffffff

/** Fixnums: 61 bits. */
export const FIXNUM_MAX = 2n ** 60n - 1n
export const FIXNUM_MIN = -(2n ** 60n)
