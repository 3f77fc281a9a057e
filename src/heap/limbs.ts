// Arithmetic on magnitudes in memory, in halves of limbs: 32 bits each, the lowest first.
//
// Halves are read as int32, so that sums stay in integer registers: the carry out of a sum of x and y is
// the top bit of (x & y) | ((x | y) & ~sum). Products of a half with 20 bits, or of half a half with a
// half, are exact doubles; they are taken apart before the carry of the loop is added, so that the
// multiplications of several rounds overlap.

/** Halves `start` to `start + count - 1` of `words`. */
export interface Magnitude {
  words: Int32Array
  start: number
  count: number
}

const HALF = 2 ** 32
const QUARTER = 2 ** 16
/** Factors and divisors below this are handled in one step per half. */
const SMALL_FACTOR = 2 ** 20

/** -1, 0 or 1 as `a` is below, equal to or above `b`; neither has zeros on top. */
export function compareMagnitudes(a: Magnitude, b: Magnitude): number {
  if (a.count !== b.count) return a.count < b.count ? -1 : 1
  for (let i = a.count - 1; i >= 0; i--) {
    const x = a.words[a.start + i] as number
    const y = b.words[b.start + i] as number
    if (x !== y) return x >>> 0 < y >>> 0 ? -1 : 1
  }
  return 0
}

/** Writes a + b, where a is not the shorter, to `out` from `at` on: one half more than a has. */
export function addMagnitudes(a: Magnitude, b: Magnitude, out: Int32Array, at: number): void {
  const { words: left, start: leftStart, count } = a
  const { words: right, start: rightStart, count: common } = b
  let carry = 0
  for (let i = 0; i < common; i++) {
    const x = left[leftStart + i] as number
    const y = right[rightStart + i] as number
    const sum = (x + y + carry) | 0
    out[at + i] = sum
    carry = ((x & y) | ((x | y) & ~sum)) >>> 31
  }
  for (let i = common; i < count; i++) {
    const sum = ((left[leftStart + i] as number) + carry) | 0
    out[at + i] = sum
    carry = sum === 0 ? carry : 0
  }
  out[at + count] = carry
}

/** Writes a - b, where a is not below b, to `out` from `at` on: as many halves as a has. */
export function subtractMagnitudes(a: Magnitude, b: Magnitude, out: Int32Array, at: number): void {
  const { words: left, start: leftStart, count } = a
  const { words: right, start: rightStart, count: common } = b
  let borrow = 0
  for (let i = 0; i < common; i++) {
    const x = left[leftStart + i] as number
    const y = right[rightStart + i] as number
    const difference = (x - y - borrow) | 0
    out[at + i] = difference
    borrow = ((~x & y) | ((~x | y) & difference)) >>> 31
  }
  for (let i = common; i < count; i++) {
    const x = left[leftStart + i] as number
    out[at + i] = (x - borrow) | 0
    borrow = x === 0 ? borrow : 0
  }
}

/** Writes a * b to `out` from `at` on: as many halves as both have. */
export function multiplyMagnitudes(a: Magnitude, b: Magnitude, out: Int32Array, at: number): void {
  out.fill(0, at, at + a.count + b.count)
  for (let j = 0; j < b.count; j++) {
    const factor = (b.words[b.start + j] as number) >>> 0
    if (factor < SMALL_FACTOR) addSmallMultiple(a, factor, out, at + j)
    else addMultiple(a, factor, out, at + j)
  }
}

/** out += a * factor; the half behind is still 0. */
function addSmallMultiple(a: Magnitude, factor: number, out: Int32Array, at: number): void {
  const { words, start, count } = a
  let carry = 0
  for (let i = 0; i < count; i++) {
    const product = ((words[start + i] as number) >>> 0) * factor
    const above = Math.floor(product / HALF)
    const below = (product - above * HALF) | 0
    const old = out[at + i] as number
    const partial = (below + old) | 0
    const sum = (partial + carry) | 0
    out[at + i] = sum
    const carries =
      (((below & old) | ((below | old) & ~partial)) >>> 31) +
      (((partial & carry) | ((partial | carry) & ~sum)) >>> 31)
    carry = (above + carries) | 0
  }
  out[at + count] = carry
}

/** The same for any half as factor: by the halves of each half. */
function addMultiple(a: Magnitude, factor: number, out: Int32Array, at: number): void {
  const { words, start, count } = a
  let carry = 0
  for (let i = 0; i < count; i++) {
    const word = words[start + i] as number
    const low = (word & 0xffff) * factor
    const lowAbove = Math.floor(low / QUARTER)
    const high = (word >>> 16) * factor + lowAbove
    const above = Math.floor(high / QUARTER)
    const below = ((high - above * QUARTER) << 16) | (low - lowAbove * QUARTER) | 0
    const old = out[at + i] as number
    const partial = (below + old) | 0
    const sum = (partial + carry) | 0
    out[at + i] = sum
    const carries =
      (((below & old) | ((below | old) & ~partial)) >>> 31) +
      (((partial & carry) | ((partial | carry) & ~sum)) >>> 31)
    carry = (above + carries) | 0
  }
  out[at + count] = carry
}

/** Writes the quotient of a and a divisor of 32 bits; the remainder is returned. */
export function divideMagnitude(
  a: Magnitude,
  divisor: number,
  out: Int32Array,
  at: number,
): number {
  const { words, start, count } = a
  let rest = 0
  for (let i = count - 1; i >= 0; i--) {
    const word = (words[start + i] as number) >>> 0
    if (divisor < SMALL_FACTOR) {
      const dividend = rest * HALF + word
      const quotient = Math.floor(dividend / divisor)
      out[at + i] = quotient
      rest = dividend - quotient * divisor
    } else {
      const above = rest * QUARTER + (word >>> 16)
      const high = Math.floor(above / divisor)
      const below = (above - high * divisor) * QUARTER + (word & 0xffff)
      const low = Math.floor(below / divisor)
      out[at + i] = (high << 16) | low
      rest = below - low * divisor
    }
  }
  return rest
}

/** Of exact doubles; the operator % is several times slower. */
const remainder = (a: number, b: number): number => a - Math.floor(a / b) * b

/** The remainder of a and a divisor of 32 bits. */
export function remainderOfMagnitude(a: Magnitude, divisor: number): number {
  const { words, start, count } = a
  let rest = 0
  for (let i = count - 1; i >= 0; i--) {
    const word = (words[start + i] as number) >>> 0
    if (divisor < SMALL_FACTOR) {
      rest = remainder(rest * HALF + word, divisor)
    } else {
      rest = remainder(rest * QUARTER + (word >>> 16), divisor)
      rest = remainder(rest * QUARTER + (word & 0xffff), divisor)
    }
  }
  return rest
}
