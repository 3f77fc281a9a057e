// What can be known of a tagged word: a set of disjoint atoms, one bit each.
//
// A *type* is a bit mask: the word is one of these atoms. Every tag test is a pair of masks, the
// only table of implications in the system: when the test succeeds the type is cut down by
// `ifTrue`, when it fails by `ifFalse`; a test whose cut leaves nothing is already answered.
// Negative facts ("not a fixnum") are therefore ordinary types, joins are `|`, and "at least as
// precise as" is set inclusion.
//
//   bit 0 fixnum   1 self-tagged flonum   2 pair   3 procedure   4 #f   5 #t   6 ()   7 character
//   bit 8 other immediate   9.. object kinds: kind k (1, 2, ...) is bit 8 + k
//   bit 30 all kinds from 22 up together: such a test narrows, but never answers "yes" alone

export type WordType = number

export const FIXNUM: WordType = 1 << 0
export const SELF_TAGGED: WordType = 1 << 1
export const PAIR: WordType = 1 << 2
export const PROCEDURE: WordType = 1 << 3
export const FALSE: WordType = 1 << 4
export const TRUE: WordType = 1 << 5
export const NULL: WordType = 1 << 6
export const CHARACTER: WordType = 1 << 7
export const OTHER_IMMEDIATE: WordType = 1 << 8
const FIRST_KIND_BIT = 9
const SHARED_KIND_BIT = 30
/** Any headered object. */
export const OBJECT: WordType = 0x7fffffff & ~((1 << FIRST_KIND_BIT) - 1)
/** Nothing is known. */
export const ANY: WordType = 0x7fffffff
/** Object kind 1 is the boxed flonum, by decree: self-tagged or not is invisible to programs. */
export const BOXED_FLONUM_KIND = 1
export const BOXED_FLONUM: WordType = 1 << FIRST_KIND_BIT
export const FLONUM: WordType = SELF_TAGGED | BOXED_FLONUM

/** The atom of object kind `kind` (1, 2, ...). */
export function kindType(kind: number): WordType {
  const bit = FIRST_KIND_BIT - 1 + kind
  return 1 << Math.min(bit, SHARED_KIND_BIT)
}

const kindIsShared = (kind: number) => FIRST_KIND_BIT - 1 + kind >= SHARED_KIND_BIT

/** Tags: the low three bits of a word (DESIGN section 4). */
export const TAG = {
  fixnum: 0,
  pair: 1,
  object: 2,
  flonumLow: 3,
  flonumHigh: 4,
  procedure: 5,
  immediate: 6,
  header: 7,
} as const

/** Immediates: tag 110 and a subtype above it; characters carry the code point from bit 8 on. */
export const IMMEDIATE = {
  false: 0x06,
  true: 0x0e,
  null: 0x16,
  unspecified: 0x1e,
  unbound: 0x26,
  eof: 0x2e,
  default: 0x36,
  uninitialized: 0x3e,
} as const
/** Low byte of a character word. */
export const CHARACTER_LOW_BYTE = 0x46
/** The code point begins at this bit. */
export const CHARACTER_SHIFT = 8

/**
 * The tag tests. `hasKind` needs `isObject` to have succeeded before; its kind is the node's
 * first immediate. `isImmediate` compares with an immediate word given likewise.
 */
export const tagTests = {
  isFixnum: { ifTrue: FIXNUM },
  isSelfTagged: { ifTrue: SELF_TAGGED },
  isPair: { ifTrue: PAIR },
  isProcedure: { ifTrue: PROCEDURE },
  isObject: { ifTrue: OBJECT },
  isCharacter: { ifTrue: CHARACTER },
  hasKind: { ifTrue: OBJECT },
  isImmediate: { ifTrue: OTHER_IMMEDIATE },
} as const
export type TagTest = keyof typeof tagTests

/** The atoms that remain possible when tag test `test` (with immediate `imm`) succeeds. */
export function typeIfTrue(test: TagTest, imm: number): WordType {
  if (test === 'hasKind') return kindType(imm)
  if (test === 'isImmediate') return immediateType(imm)
  return tagTests[test].ifTrue
}

/** The atoms that remain possible when tag test `test` (with immediate `imm`) fails. */
export function typeIfFalse(test: TagTest, imm: number): WordType {
  if (test === 'hasKind' && kindIsShared(imm)) return ANY
  if (test === 'isImmediate' && immediateType(imm) === OTHER_IMMEDIATE) return ANY
  return ANY & ~typeIfTrue(test, imm)
}

/** The type of the immediate word `word`. */
export function immediateType(word: number): WordType {
  switch (word) {
    case IMMEDIATE.false:
      return FALSE
    case IMMEDIATE.true:
      return TRUE
    case IMMEDIATE.null:
      return NULL
    default:
      return (word & 0xff) === CHARACTER_LOW_BYTE ? CHARACTER : OTHER_IMMEDIATE
  }
}

/** The type of a word whose low half is `low`; `headerLow` is its header's low half if tag is 010. */
export function typeOfWord(low: number, headerLow: number): WordType {
  switch (low & 7) {
    case TAG.fixnum:
      return FIXNUM
    case TAG.pair:
      return PAIR
    case TAG.object:
      return kindType((headerLow >>> 3) & 31)
    case TAG.flonumLow:
    case TAG.flonumHigh:
      return SELF_TAGGED
    case TAG.procedure:
      return PROCEDURE
    default:
      return immediateType(low)
  }
}
