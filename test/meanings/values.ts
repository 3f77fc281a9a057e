// Guest values as plain JavaScript data, and the samples that the meanings are tried on.
//
// Identity matters to `eq`: one Value object stands for one guest object. `textOf` is the canonical
// form in which results are compared; it shows flonums bit for bit, but for the payload of NaN.

export type Value =
  | { readonly fixnum: bigint }
  /** An exact integer beyond fixnums. */
  | { readonly bignum: bigint }
  /** Numerator and denominator, in lowest terms. */
  | { readonly ratnum: readonly [bigint, bigint] }
  | { readonly flonum: number }
  /** Real and imaginary part: both exact, the latter not 0, or both flonums. */
  | { readonly complex: readonly [Value, Value] }
  | { readonly boolean: boolean }
  | { readonly null: true }
  | { readonly unspecified: true }
  | { readonly uninitialized: true }
  | { readonly character: number }
  | { readonly string: string }
  | { readonly symbol: string }
  | { readonly bytes: readonly number[] }
  | { readonly pair: readonly [Value, Value] }
  | { readonly vector: readonly Value[] }
  | { readonly box: Value }
  /** A procedure without parameters that returns this fixnum. */
  | { readonly procedure: bigint }

export const fixnum = (value: bigint | number): Value => ({ fixnum: BigInt(value) })
export const bignum = (value: bigint): Value => ({ bignum: value })
export const ratnum = (numerator: bigint, denominator: bigint): Value => ({
  ratnum: [numerator, denominator],
})
export const flonum = (value: number): Value => ({ flonum: value })
export const complex = (real: Value, imaginary: Value): Value => ({
  complex: [real, imaginary],
})
export const boolean = (value: boolean): Value => ({ boolean: value })
export const character = (codePoint: number): Value => ({ character: codePoint })
export const bytes = (...values: number[]): Value => ({ bytes: values })
export const pair = (car: Value, cdr: Value): Value => ({ pair: [car, cdr] })
export const vector = (...elements: Value[]): Value => ({ vector: elements })
export const box = (content: Value): Value => ({ box: content })
export const nothing: Value = { null: true }
export const unspecified: Value = { unspecified: true }
export const uninitialized: Value = { uninitialized: true }
export const list = (...items: Value[]): Value =>
  items.reduceRight<Value>((rest, item) => pair(item, rest), nothing)

/** The canonical text of `value`. */
export function textOf(value: Value): string {
  if ('fixnum' in value) return String(value.fixnum)
  if ('bignum' in value) return String(value.bignum)
  if ('ratnum' in value) return `${value.ratnum[0]}/${value.ratnum[1]}`
  if ('flonum' in value) return flonumText(value.flonum)
  if ('complex' in value) return `complex ${value.complex.map(textOf).join(' ')}`
  if ('boolean' in value) return value.boolean ? '#t' : '#f'
  if ('null' in value) return '()'
  if ('unspecified' in value) return 'unspecified'
  if ('uninitialized' in value) return 'uninitialized'
  if ('character' in value) return `character ${value.character}`
  if ('string' in value) return `string ${value.string}`
  if ('symbol' in value) return `symbol ${value.symbol}`
  if ('bytes' in value) return `bytes ${value.bytes.join(' ')}`
  if ('pair' in value) return `(${textOf(value.pair[0])} . ${textOf(value.pair[1])})`
  if ('vector' in value) return `#(${value.vector.map(textOf).join(' ')})`
  if ('box' in value) return `box ${textOf(value.box)}`
  return 'procedure'
}

export function flonumText(value: number): string {
  return `flonum ${Object.is(value, -0) ? '-0' : value}`
}

const fixnums = (...values: readonly bigint[]): Value[] => values.map(fixnum)

export const MAX = 2n ** 60n - 1n
export const MIN = -(2n ** 60n)

/** Where fixnum arithmetic has edges: 61 bits, 32 bits, exact doubles, square roots of the limits. */
export const sampleFixnums: readonly Value[] = [
  ...fixnums(0n, 1n, -1n, 2n, -2n, 3n, 7n, -7n, 10n, 144n),
  ...fixnums(2n ** 30n, -(2n ** 30n), 2n ** 30n - 1n, 2n ** 31n - 1n, 2n ** 31n, -(2n ** 31n)),
  ...fixnums(-(2n ** 31n) - 1n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n)),
  ...fixnums(2n ** 59n, -(2n ** 59n), MAX, MAX - 1n, MIN, MIN + 1n),
]

/** Zeros, infinities, not-a-number, subnormals, and both sides of the self-tagged exponents. */
export const sampleFlonums: readonly Value[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  -2.5,
  3,
  -7,
  2 ** 53,
  2 ** 60,
  -(2 ** 60),
  2 ** 255,
  2 ** 256,
  2 ** 257,
  2 ** -254,
  2 ** -255,
  2 ** -256,
  -(2 ** 256),
  1e300,
  -1e300,
  1e-300,
  5e-324,
  -5e-324,
  2 ** -1022,
  Number.MAX_VALUE,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
].map(flonum)

/** Both sides of the limits of limbs, and one that no double holds. */
export const sampleBignums: readonly Value[] = [
  ...[MAX + 1n, MIN - 1n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 64n), 2n ** 127n + 1n].map(bignum),
  ...[2n ** 128n, -(10n ** 40n), (2n ** 80n + 1n) ** 2n, 10n ** 400n].map(bignum),
]

/** Their parts are exact as doubles. */
export const sampleRatnums: readonly Value[] = [
  ratnum(1n, 3n),
  ratnum(-7n, 2n),
  ratnum(9n, 4n),
  ratnum(1n, 2n ** 64n),
  ratnum(-(2n ** 100n), 3n),
]

/** Their roots have parts that no rounding touches. */
export const sampleComplexes: readonly Value[] = [
  complex(fixnum(3), fixnum(4)),
  complex(flonum(0), flonum(2)),
  complex(fixnum(0), ratnum(-1n, 2n)),
  complex(flonum(-3), flonum(-4)),
]

export const sampleNumbers: readonly Value[] = [
  ...sampleFixnums,
  ...sampleBignums,
  ...sampleRatnums,
  ...sampleFlonums,
  ...sampleComplexes,
]

/** The numbers that are tried in pairs: the edges, without their neighbours. */
export const gridNumbers: readonly Value[] = [
  ...fixnums(0n, 1n, -1n, 2n, 7n, -7n, 144n, 2n ** 30n, -(2n ** 30n), 2n ** 31n - 1n, -(2n ** 31n)),
  ...fixnums(2n ** 53n, 2n ** 53n + 1n, 2n ** 59n, MAX, MAX - 1n, MIN, MIN + 1n),
  ...[MAX + 1n, MIN - 1n, 2n ** 64n, -(10n ** 40n), 10n ** 400n].map(bignum),
  ...[ratnum(1n, 3n), ratnum(-7n, 2n)],
  ...[0, -0, 1, -1, 0.5, -2.5, 3, 2 ** 53, 2 ** 60, -(2 ** 60), 2 ** 256, -(2 ** 257)].map(flonum),
  ...[2 ** -255, 2 ** -256, 1e300, 5e-324, Number.POSITIVE_INFINITY, Number.NaN].map(flonum),
  ...sampleComplexes.slice(0, 2),
]

export const samplePairs: readonly Value[] = [
  pair(fixnum(1), fixnum(2)),
  pair(flonum(1e300), nothing),
  pair(pair(fixnum(1), nothing), flonum(-0)),
]
export const sampleVectors: readonly Value[] = [
  vector(),
  vector(fixnum(5)),
  vector(flonum(1.5), { symbol: 'a' }, pair(fixnum(1), nothing)),
]
export const sampleCharacters: readonly Value[] = [0, 97, 0xd7ff, 0xe000, 0x10ffff].map(character)
export const sampleBoxes: readonly Value[] = [box(fixnum(1)), box(flonum(2.5)), box(nothing)]
export const sampleProcedures: readonly Value[] = [{ procedure: 1n }, { procedure: 2n }]

/** At least one value of every kind that is no number. */
export const sampleOthers: readonly Value[] = [
  ...samplePairs,
  ...sampleVectors,
  ...sampleCharacters,
  boolean(true),
  boolean(false),
  nothing,
  unspecified,
  { string: '' },
  { string: 'text' },
  bytes(1, 255),
  { symbol: 'a' },
  { symbol: 'b' },
  ...sampleBoxes,
  ...sampleProcedures,
]

/** A few numbers, for operands that only accompany others. */
export const fewNumbers: readonly Value[] = [fixnum(1), flonum(1.5), flonum(1e300)]
export const everything: readonly Value[] = [...sampleNumbers, ...sampleOthers]
/** One or two of every kind. */
export const someOfEach: readonly Value[] = [...fewNumbers, fixnum(MIN), ...sampleOthers]
