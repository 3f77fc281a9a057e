// What operations on the bits of exact integers mean, digit by digit where BigInt has the operation too.

import { each, type Meaning, product } from './cases.ts'
import { error, type Outcome, value } from './outcome.ts'
import {
  bignum,
  fewNumbers,
  fixnum,
  flonum,
  MAX,
  MIN,
  ratnum,
  sampleNumbers,
  sampleOthers,
  type Value,
} from './values.ts'

const MAX_BITS = 2n ** 26n

/** The exact integer that `v` is; null if it is none. */
function integerOf(v: Value | undefined): bigint | null {
  if (v !== undefined && 'fixnum' in v) return v.fixnum
  return v !== undefined && 'bignum' in v ? v.bignum : null
}

/** Both sides of the limits of fixnums and of halves, and a bignum that is far out. */
const integers: readonly Value[] = [
  ...[0n, 1n, -1n, 7n, -7n, 2n ** 31n - 1n, -(2n ** 31n), 2n ** 32n + 5n, 2n ** 59n].map(fixnum),
  ...[MAX, MIN, MIN + 1n].map(fixnum),
  ...[MAX + 1n, MIN - 1n, -(10n ** 40n)].map(bignum),
]
const strangers = [flonum(1), flonum(1e300), ratnum(1n, 3n), ...sampleOthers.slice(0, 8)]
const smallIntegers = [0, 1, -1, 5, 127, -129, 32768, 2 ** 31 - 1, -(2 ** 31)].map(fixnum)
const smallCounts = [0, 1, -1, 3, -31, 59, 60, -60, -63, -64, 127, 2 ** 31 - 1].map(fixnum)

/** The same with other second operands. */
const withConstant = (meaning: Meaning, constants: readonly Value[]): Meaning => ({
  result: meaning.result,
  cases: product([...integers, ...strangers], constants),
})

const deliver = (result: bigint): Outcome =>
  value(result > MAX || result < MIN ? bignum(result) : fixnum(result))

const isOdd = (n: bigint) => n - 2n * half(n) === 1n

/** n / 2, rounded down. */
const half = (n: bigint) => (n % 2n < 0n ? (n - 1n) / 2n : n / 2n)

/** The integer whose bits are what `bit` makes of those of a and b. */
function bitByBit(a: bigint, b: bigint, bit: (a: boolean, b: boolean) => boolean): bigint {
  let result = 0n
  let unit = 1n
  // In the end all further bits are those of the signs.
  while ((a !== 0n && a !== -1n) || (b !== 0n && b !== -1n)) {
    if (bit(isOdd(a), isOdd(b))) result += unit
    ;[a, b, unit] = [half(a), half(b), 2n * unit]
  }
  return bit(a === -1n, b === -1n) ? result - unit : result
}

const bitwise = (bit: (a: boolean, b: boolean) => boolean): Meaning => ({
  result: (a, b) => {
    const [left, right] = [integerOf(a), integerOf(b)]
    if (left === null || right === null) return error('wrong-type')
    return deliver(bitByBit(left, right, bit))
  },
  cases: [
    ...product(integers, integers),
    ...product(strangers, fewNumbers),
    ...product(fewNumbers, strangers),
  ],
})

function bitsOf(n: bigint): bigint {
  let count = 0n
  for (let rest = n < 0n ? -n : n; rest > 0n; rest /= 2n) count++
  return count
}

function floorQuotient(n: bigint, divisor: bigint): bigint {
  const quotient = n / divisor
  return quotient * divisor > n ? quotient - 1n : quotient
}

function shift(n: bigint, by: bigint): Outcome {
  if (n === 0n) return deliver(0n)
  if (by >= 0n) return bitsOf(n) + by > MAX_BITS ? error('too-large') : deliver(n * 2n ** by)
  // Further down there is nothing but the sign.
  return deliver(-by > bitsOf(n) ? (n < 0n ? -1n : 0n) : floorQuotient(n, 2n ** -by))
}

const counts: readonly Value[] = [
  ...[0n, 1n, 2n, 3n, 31n, 32n, 33n, 57n, 58n, 59n, 60n, 61n, 62n, 63n, 64n, 65n, 200n],
  ...[-1n, -3n, -29n, -31n, -32n, -33n, -59n, -60n, -61n, -62n, -63n, -64n, -65n, -200n],
  ...[2n ** 32n, -(2n ** 32n), MAX, MIN],
]
  .map(fixnum)
  .concat([bignum(-(2n ** 64n)), flonum(1), { symbol: 'a' }])

const and = bitwise((a, b) => a && b)
const or = bitwise((a, b) => a || b)
const xor = bitwise((a, b) => a !== b)
const arithmeticShift: Meaning = {
  result: (a, b) => {
    const [n, by] = [integerOf(a), integerOf(b)]
    return n === null || by === null ? error('wrong-type') : shift(n, by)
  },
  cases: [...product(integers, counts), ...product(strangers, fewNumbers)],
}

export const bitMeanings: Readonly<Record<string, Meaning>> = {
  'bitwise-and': and,
  'bitwise-and-constant': withConstant(and, smallIntegers),
  'bitwise-ior': or,
  'bitwise-ior-constant': withConstant(or, smallIntegers),
  'bitwise-xor': xor,
  'bitwise-xor-constant': withConstant(xor, smallIntegers),
  'arithmetic-shift': arithmeticShift,
  'arithmetic-shift-constant': withConstant(arithmeticShift, smallCounts),
  'bitwise-not': {
    result: (a) => {
      const n = integerOf(a)
      return n === null ? error('wrong-type') : deliver(-1n - n)
    },
    cases: each([...sampleNumbers, ...sampleOthers]),
  },
}
