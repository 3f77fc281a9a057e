// The kind table as flat arrays, for loops that look an object's kind up millions of times.

import { assert, bug } from '../base/index.ts'
import { TAG } from '../expr/index.ts'
import { type KindSpec, LAST_KIND, type SizeRule } from '../heap/index.ts'

export interface KindRules {
  /** By kind number: how many fields hold words; all: `ALL_WORDS`, no such kind: `NO_KIND`. */
  readonly words: Int32Array
  /** By kind number: a code of the size rule, see `sizeCodes`. */
  readonly size: Uint8Array
}

/** Bit t is set if words with tag t point to objects that may move. */
export const POINTER_TAGS = (1 << TAG.pair) | (1 << TAG.object) | (1 << TAG.procedure)

export const ALL_WORDS = -1
export const NO_KIND = -2

/** What `KindRules.size` holds. */
export const sizeCodes = {
  header: 0,
  'length-words': 1,
  'length-bytes': 2,
} as const satisfies Record<SizeRule, number>
const SIZE_FROM_HEADER = sizeCodes.header
const SIZE_FROM_WORDS = sizeCodes['length-words']
const SIZE_FROM_BYTES = sizeCodes['length-bytes']
const NO_SIZE = 3

/** The rules of `kinds`: the core kinds and those of a language. */
export function makeKindRules(kinds: readonly KindSpec[]): KindRules {
  const words = new Int32Array(LAST_KIND + 1).fill(NO_KIND)
  const size = new Uint8Array(LAST_KIND + 1).fill(NO_SIZE)
  for (const kind of kinds) {
    assert(words[kind.number] === NO_KIND, `kind number ${kind.number} is taken or out of range`)
    words[kind.number] = kind.words === 'all' ? ALL_WORDS : kind.words === 'none' ? 0 : kind.words
    size[kind.number] = sizeCodes[kind.size]
  }
  return { words, size }
}

/**
 * Size in int32 slots of the object whose header is at slot `at` with low half `header`. Lengths
 * are fixnums below 2^29, so their low half alone will do.
 */
export function objectSlots(rules: KindRules, i32: Int32Array, at: number, header: number): number {
  const rule = rules.size[(header >>> 3) & 31]
  if (rule === SIZE_FROM_HEADER) return 2 + 2 * (header >>> 8)
  const length = (i32[at + 2] as number) >>> 3
  if (rule === SIZE_FROM_WORDS) return 4 + 2 * length
  if (rule === SIZE_FROM_BYTES) return 4 + 2 * ((length + 7) >>> 3)
  return bug(`an object of unknown kind ${(header >>> 3) & 31} at ${at * 4}`)
}
