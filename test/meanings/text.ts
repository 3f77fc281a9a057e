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

const smallLengths = [0n, 1n, 7n, 8n, 9n, 1024n, 1025n].map(fixnum)
const noLengths = [fixnum(-1n), fixnum(2n ** 28n + 1n), fixnum(2n ** 57n), ...noCharacters.slice(1)]

const makeString: Meaning = {
  result: (length, fill) => {
    if (length === undefined || !('fixnum' in length)) return error('wrong-type')
    if (length.fixnum < 0n || length.fixnum > 2n ** 28n) return error('bad-index')
    if (fill === undefined || !('character' in fill)) return error('wrong-type')
    return value({ string: String.fromCodePoint(fill.character).repeat(Number(length.fixnum)) })
  },
  cases: [
    ...product(smallLengths, [...characters, ...noCharacters]),
    ...product(noLengths, characters.slice(0, 2)),
  ],
}

/** Enough for whole words and every rest of one. */
const rows: readonly Value[] = Array.from({ length: 18 }, (_, i) => ({
  string: 'abcdefghijklmnopq\u00ff'.slice(18 - i),
}))
const changed: readonly Value[] = rows.map((row) => ({
  string: 'string' in row ? row.string.replace(/.$/, 'z') : '',
}))

const stringEqual: Meaning = {
  result: (a, b) =>
    a !== undefined && b !== undefined && 'string' in a && 'string' in b
      ? value({ boolean: a.string === b.string })
      : error('wrong-type'),
  cases: [
    ...product([...strings, ...someOfEach], strings),
    ...product(strings.slice(0, 3), someOfEach),
    ...rows.map((row, i) => [row, changed[i] as Value]),
    ...rows.map((row) => [row, { ...row }]),
    ...product(rows.slice(0, 3), rows.slice(0, 3)),
  ],
}

/** A count that goes from an index up to the end of what has `length` elements, or the error it is. */
const endOf = (length: number, v: Value | undefined) => indexIn(length + 1, v)

const copyCharacters: Meaning = {
  result: (to, at, from, start, count) => {
    if (to === undefined || from === undefined || !('string' in to) || !('string' in from)) {
      return error('wrong-type')
    }
    const [target, source] = [codePoints(to.string), codePoints(from.string)]
    const [first, begin] = [endOf(target.length, at), endOf(source.length, start)]
    if (typeof first !== 'number') return first
    if (typeof begin !== 'number') return begin
    const most = endOf(Math.min(target.length - first, source.length - begin), count)
    if (typeof most !== 'number') return most
    target.splice(first, most, ...source.slice(begin, begin + most))
    return value({ string: String.fromCodePoint(...target) })
  },
  cases: [
    ...product([0n, 1n, 9n].map(fixnum), [0n, 1n, 8n, 9n].map(fixnum)).flatMap(([at, start]) =>
      [0n, 1n, 7n, 8n, 9n, 17n, -1n, 2n ** 57n].map((count) => [
        { string: 'ABCDEFGHIJKLMNOPQR' },
        at as Value,
        { string: 'abcdefghijklmnopq\u00ff' },
        start as Value,
        fixnum(count),
      ]),
    ),
    ...product(strings, strings).flatMap(([to, from]) =>
      indices.slice(0, 5).map((i) => [to as Value, i, from as Value, i, fixnum(1)]),
    ),
    ...product(someOfEach, someOfEach.slice(0, 3)).map(([a, b]) => {
      const [to, from] = [a as Value, b as Value]
      return [to, fixnum(0), from, fixnum(0), fixnum(0)]
    }),
    ...indices.map((i) => [{ string: 'one' }, i, { string: 'two' }, fixnum(0), fixnum(1)]),
    ...indices.map((i) => [{ string: 'one' }, fixnum(0), { string: 'two' }, i, fixnum(1)]),
    ...indices.map((i) => [{ string: 'one' }, fixnum(0), { string: 'two' }, fixnum(1), i]),
  ],
}

const substring: Meaning = {
  result: (a, start, end) => {
    if (a === undefined || !('string' in a)) return error('wrong-type')
    const points = codePoints(a.string)
    const last = endOf(points.length, end)
    if (typeof last !== 'number') return last
    const first = endOf(last, start)
    if (typeof first !== 'number') return first
    return value({ string: String.fromCodePoint(...points.slice(first, last)) })
  },
  cases: [
    ...product([0n, 1n, 8n, 17n].map(fixnum), [0n, 1n, 7n, 8n, 9n, 16n, 18n, 19n].map(fixnum)).map(
      ([start, end]) => [{ string: 'abcdefghijklmnopq\u00ff' }, start as Value, end as Value],
    ),
    ...product([{ string: 'x'.repeat(1026) }], [1n, 2n, 3n].map(fixnum)).map(([a, start]) => [
      a as Value,
      start as Value,
      fixnum(1026n),
    ]),
    ...product([...strings, ...someOfEach], indices).flatMap(([a, i]) => [
      [a as Value, fixnum(0n), i as Value],
      [a as Value, i as Value, fixnum(1n)],
    ]),
  ],
}

const MASK = 2n ** 32n - 1n
const HASH_FACTOR = 2654435761n
const step = (hash: bigint, more: bigint): bigint => {
  const product = ((hash ^ more) * HASH_FACTOR) & MASK
  return product ^ (product >> 15n)
}

function hashOfText(points: readonly bigint[]): bigint {
  const length = BigInt(points.length)
  if (points.some((point) => point > 255n)) return points.reduce(step, length)
  const fours = points.length & ~3
  let hash = length
  for (let i = 0; i < fours; i += 4) {
    const four = points.slice(i, i + 4).reduceRight((sum, byte) => 256n * sum + byte, 0n)
    hash = step(hash, four)
  }
  return points.slice(fours).reduce(step, hash)
}

/** The word of `v`, if nothing but its value decides it, without sign. */
function wordOf(v: Value | undefined): bigint | null {
  if (v === undefined) return null
  if ('fixnum' in v) return BigInt.asUintN(64, v.fixnum << 3n)
  if ('character' in v) return BigInt((v.character << 8) | 0x46)
  if ('boolean' in v) return v.boolean ? 0x0en : 0x06n
  return null
}

/** What hashes by its identity or its address may get any number. */
const anyHash: Outcome = { values: [fixnum(0n), fixnum(1n)] }

const eqvHash = (v: Value | undefined): Outcome => {
  const word = wordOf(v)
  return word === null ? anyHash : value(fixnum(step(word & MASK, word >> 32n)))
}

const equalHash = (v: Value | undefined): Outcome =>
  v !== undefined && 'string' in v
    ? value(fixnum(hashOfText(codePoints(v.string).map(BigInt))))
    : eqvHash(v)

const plainKeys: readonly Value[] = [
  ...[0n, 1n, -1n, 255n, 2n ** 32n, 2n ** 60n - 1n, -(2n ** 60n)].map(fixnum),
  ...characters,
  { boolean: true },
  { boolean: false },
]

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
  'make-string': makeString,
  'string-equal': stringEqual,
  'copy-characters': copyCharacters,
  substring,
  'eqv-hash': { result: eqvHash, cases: each(plainKeys) },
  'equal-hash': { result: equalHash, cases: each([...plainKeys, ...strings, ...rows]) },
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
