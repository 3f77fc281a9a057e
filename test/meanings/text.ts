// What strings and bytevectors mean: rows of characters, rows of bytes.

import { each, indices, type Meaning, product } from './cases.ts'
import { error, type Outcome, type Result, value } from './outcome.ts'
import { bytes, character, everything, fixnum, someOfEach, type Value } from './values.ts'

/** Narrow ones, wide ones, and one that is wide for its last character. */
const strings: readonly Value[] = [
  '',
  'a',
  'text',
  'a\u00ff\u0000',
  '\u03bb',
  '\u{1d11e}ab',
  'xy\u0100',
].map((text) => ({ string: text }))
const bytevectors: readonly Value[] = [bytes(), bytes(7), bytes(0, 127, 128, 255)]

const characters: readonly Value[] = [0, 98, 0xff, 0x100, 0x3bb, 0x10ffff].map(character)
const noCharacters: readonly Value[] = [fixnum(98), { string: 'b' }, { boolean: false }]
const someBytes = [0n, 1n, 127n, 128n, 255n].map(fixnum)
const noBytes = [...[-1n, 256n, 2n ** 32n, -(2n ** 60n)].map(fixnum), character(1)]

const codePoints = (text: string): number[] => Array.from(text, (c) => c.codePointAt(0) as number)

/** The index that `v` is for something of `length` elements, or the error it is. */
function indexIn(length: number, v: Value | undefined): number | Outcome {
  if (v === undefined || !('fixnum' in v)) return error('wrong-type')
  if (v.fixnum < 0n || v.fixnum >= BigInt(length)) return error('bad-index')
  return Number(v.fixnum)
}

const ofString =
  (then: (points: number[], index: Value | undefined, v: Value | undefined) => Outcome): Result =>
  (a, index, v) =>
    a !== undefined && 'string' in a ? then(codePoints(a.string), index, v) : error('wrong-type')

const ofBytes =
  (then: (all: number[], index: Value | undefined, v: Value | undefined) => Outcome): Result =>
  (a, index, v) =>
    a !== undefined && 'bytes' in a ? then([...a.bytes], index, v) : error('wrong-type')

const at = (
  elements: readonly number[],
  index: Value | undefined,
  then: (i: number) => Outcome,
) => {
  const found = indexIn(elements.length, index)
  return typeof found === 'number' ? then(found) : found
}

const replaced = (elements: readonly number[], i: number, by: number) =>
  elements.map((element, k) => (k === i ? by : element))

const references = (them: readonly Value[]) => [
  ...product(them, indices),
  ...product(someOfEach, indices.slice(0, 2)),
]
const stores = (them: readonly Value[], good: readonly Value[], bad: readonly Value[]) => [
  ...product(them, indices.slice(0, 5)).flatMap((two) => [...good, ...bad].map((v) => [...two, v])),
  ...product(them, indices.slice(5)).map((two) => [...two, good[0] as Value]),
  ...product(someOfEach, indices.slice(0, 2)).map((two) => [...two, good[1] as Value]),
]

const smallIndices = [0, 1, 2, 3, -1, 255, 2 ** 31 - 1, -(2 ** 31)].map(fixnum)

/** The same with constant indices. */
const withConstant = (meaning: Meaning, them: readonly Value[]): Meaning => ({
  result: meaning.result,
  cases: product([...them, ...someOfEach], smallIndices),
})

const stringRef: Meaning = {
  result: ofString((points, index) =>
    at(points, index, (i) => value(character(points[i] as number))),
  ),
  cases: references(strings),
}

const byteRef: Meaning = {
  result: ofBytes((all, index) => at(all, index, (i) => value(fixnum(all[i] as number)))),
  cases: references(bytevectors),
}

export const textMeanings: Readonly<Record<string, Meaning>> = {
  'string-length': {
    result: ofString((points) => value(fixnum(points.length))),
    cases: each([...everything, ...strings]),
  },
  'string-ref': stringRef,
  'string-ref-constant': withConstant(stringRef, strings),
  'string-set': {
    result: ofString((points, index, v) =>
      at(points, index, (i) => {
        if (v === undefined || !('character' in v)) return error('wrong-type')
        return value({ string: String.fromCodePoint(...replaced(points, i, v.character)) })
      }),
    ),
    cases: stores(strings, characters, noCharacters),
  },
  'bytevector-length': {
    result: ofBytes((all) => value(fixnum(all.length))),
    cases: each([...everything, ...bytevectors]),
  },
  'bytevector-u8-ref': byteRef,
  'bytevector-u8-ref-constant': withConstant(byteRef, bytevectors),
  'bytevector-u8-set': {
    result: ofBytes((all, index, v) =>
      at(all, index, (i) => {
        const isByte = v !== undefined && 'fixnum' in v && v.fixnum >= 0n && v.fixnum < 256n
        return isByte ? value(bytes(...replaced(all, i, Number(v.fixnum)))) : error('wrong-type')
      }),
    ),
    cases: stores(bytevectors, someBytes, noBytes),
  },
}
