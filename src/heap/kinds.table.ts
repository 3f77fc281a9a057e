// The object kinds: what allocation, the collector, the heap verifier and the printer know of each.
//
// A headered object is a header word and then its fields. `words` says which fields hold tagged
// words: all of them, none (raw data), or only the first n. `size` says where the size comes from:
// the header's 24-bit field count, or the length in the first field (a fixnum), counted in words or
// in bytes. Kind numbers are part of the value layout (bits 3-7 of a header) and of `expr`'s types,
// which reserves 1 for the boxed flonum. Languages add kinds of their own from FIRST_FREE_KIND on.

export type SizeRule = 'header' | 'length-words' | 'length-bytes'
export interface KindSpec {
  readonly name: string
  readonly number: number
  readonly words: 'all' | 'none' | number
  readonly size: SizeRule
}

export const kinds = {
  flonum:    { name: 'flonum',     number: 1, words: 'none', size: 'header' },
  vector:    { name: 'vector',     number: 2, words: 'all',  size: 'length-words' },
  string:    { name: 'string',     number: 3, words: 'all',  size: 'header' },       // length, payload
  symbol:    { name: 'symbol',     number: 4, words: 'all',  size: 'header' },       // name (string)
  box:       { name: 'box',        number: 5, words: 'all',  size: 'header' },       // one assignable cell
  bytes:     { name: 'bytes',      number: 6, words: 1,      size: 'length-bytes' }, // raw payload
  frame:     { name: 'heap frame', number: 7, words: 'none', size: 'header' },       // runtime/stack-capture.ts
  procedure: { name: 'procedure',  number: 8, words: 'all',  size: 'header' },       // code cell, captured words
  bignum:    { name: 'bignum',     number: 9, words: 1,      size: 'length-bytes' }, // raw: sign (0 or 1), 64-bit limbs
  ratnum:    { name: 'ratnum',     number: 10, words: 'all', size: 'header' },       // numerator, denominator > 1
  record:    { name: 'record',     number: 11, words: 'all', size: 'header' },       // type (a record), fields
  complex:   { name: 'complex',    number: 12, words: 'all', size: 'header' },       // real and imaginary part
} as const satisfies Record<string, KindSpec>

/** The first kind number a language may take; the last is 31. */
export const FIRST_FREE_KIND = 16
export const LAST_KIND = 31
