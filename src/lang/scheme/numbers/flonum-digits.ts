// The shortest digits of a double in any radix: free-format printing by Steele and White, as Dybvig and
// Burger describe it ("Printing floating-point numbers quickly and accurately", PLDI 1996), on bigints.

import { denominatorOf, numeratorOf, toExact } from './tower.ts'

/** The value is 0.DIGITS * radix ** point. */
export interface FlonumDigits {
  readonly digits: string
  readonly point: number
}

const LEAST_NORMAL = 2 ** -1022
const LEAST = 2 ** -1074

/** The distance to the next double above. */
function distanceAbove(value: number): number {
  if (value < LEAST_NORMAL) return LEAST
  let exponent = Math.floor(Math.log2(value))
  // The logarithm may be rounded up to an integer.
  if (2 ** exponent > value) exponent--
  return 2 ** (exponent - 52)
}

const isPowerOfTwo = (value: number): boolean => value / distanceAbove(value) === 2 ** 52

/** The digits of `value`, which is above 0 and finite. */
export function flonumDigits(value: number, radix: number): FlonumDigits {
  const base = BigInt(radix)
  const exact = toExact(value)
  const above = toExact(distanceAbove(value))
  // Value and distances to the middles between neighbours, all over one denominator. The neighbour below a
  // power of 2 is half as far away.
  const common = 4n * max(denominatorOf(exact), denominatorOf(above))
  let rest = (numeratorOf(exact) * common) / denominatorOf(exact)
  let high = (numeratorOf(above) * common) / denominatorOf(above) / 2n
  let low = isPowerOfTwo(value) && value > LEAST_NORMAL ? high / 2n : high
  let below = common
  // Reading rounds to even: the middles themselves read back as an even mantissa.
  const isEven =
    (numeratorOf(exact) * denominatorOf(above)) %
      (2n * numeratorOf(above) * denominatorOf(exact)) ===
    0n
  const reaches = (a: bigint, b: bigint) => (isEven ? a >= b : a > b)
  let point = Math.ceil(Math.log(value) / Math.log(radix) - 1e-10)
  if (point >= 0) below *= base ** BigInt(point)
  else {
    const factor = base ** BigInt(-point)
    rest *= factor
    high *= factor
    low *= factor
  }
  if (reaches(rest + high, below)) {
    below *= base
    point++
  }
  let digits = ''
  for (;;) {
    rest *= base
    high *= base
    low *= base
    const digit = rest / below
    rest %= below
    const isLow = reaches(low, rest)
    const isHigh = reaches(rest + high, below)
    if (!isLow && !isHigh) {
      digits += digit.toString(radix)
      continue
    }
    const isUp = isLow && isHigh ? 2n * rest >= below : isHigh
    return { digits: digits + (isUp ? digit + 1n : digit).toString(radix), point }
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
