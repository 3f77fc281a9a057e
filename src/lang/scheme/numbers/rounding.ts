// From any real number to an integer near it, and to the simplest fraction near it.

import {
  add,
  compare,
  type Exact,
  isExact,
  isNegative,
  makeRational,
  negate,
  type Ratio,
  type Real,
  subtract,
  toDouble,
  toExact,
} from './tower.ts'

/** The largest integer not above a fraction. */
function floorRatio({ numerator, denominator }: Ratio): bigint {
  const truncated = numerator / denominator
  return numerator < 0n ? truncated - 1n : truncated
}

function rounding(ratio: (a: Ratio) => bigint, double: (a: number) => number) {
  return (a: Real): Real =>
    typeof a === 'object' ? ratio(a) : typeof a === 'number' ? double(a) : a
}

export const floor = rounding(floorRatio, Math.floor)
export const ceiling = rounding((a) => floorRatio(a) + 1n, Math.ceil)
export const truncate = rounding((a) => a.numerator / a.denominator, Math.trunc)
/** To the nearest integer, ties to the even one. */
export const round = rounding(roundRatio, roundDouble)

function roundRatio(a: Ratio): bigint {
  const below = floorRatio(a)
  const twice = 2n * (a.numerator - below * a.denominator)
  const isUp = twice > a.denominator || (twice === a.denominator && (below & 1n) === 1n)
  return isUp ? below + 1n : below
}

function roundDouble(a: number): number {
  const below = Math.floor(a)
  const rest = a - below
  if (rest < 0.5 || !(rest <= 1)) return below === 0 && a < 0 ? -0 : below
  if (rest > 0.5 || below % 2 !== 0) return below + 1 === 0 ? -0 : below + 1
  return below
}

/** The simplest rational number that differs from `x` by no more than `tolerance`. */
export function rationalize(x: Real, tolerance: Real): Real {
  if (isExact(x) && isExact(tolerance)) return simplestNear(x, tolerance)
  const center = toDouble(x)
  const distance = Math.abs(toDouble(tolerance))
  if (Number.isNaN(center) || Number.isNaN(distance)) return Number.NaN
  if (distance === Number.POSITIVE_INFINITY) return Number.isFinite(center) ? 0 : Number.NaN
  if (!Number.isFinite(center)) return center
  return toDouble(simplestNear(toExact(x), toExact(distance)))
}

function simplestNear(x: Exact, tolerance: Exact): Exact {
  const distance = isNegative(tolerance) ? (negate(tolerance) as Exact) : tolerance
  const low = subtract(x, distance) as Exact
  const high = add(x, distance) as Exact
  if (compare(low, 0n) > 0) return simplestBetween(low, high)
  if (compare(high, 0n) < 0) {
    return negate(simplestBetween(negate(high) as Exact, negate(low) as Exact)) as Exact
  }
  return 0n
}

/** The fraction with the least denominator between positive bounds: their common continued fraction. */
function simplestBetween(low: Exact, high: Exact): Exact {
  const terms: bigint[] = []
  let [a, b, c, d] = [...parts(low), ...parts(high)]
  // a / b and c / d are what is left of the bounds.
  for (;;) {
    const whole = a / b
    if (whole * b === a) {
      terms.push(whole)
      break
    }
    if (c / d !== whole) {
      terms.push(whole + 1n)
      break
    }
    terms.push(whole)
    ;[a, b, c, d] = [d, c - whole * d, b, a - whole * b]
  }
  let numerator = 1n
  let denominator = 0n
  for (const term of terms.reverse()) {
    ;[numerator, denominator] = [term * numerator + denominator, numerator]
  }
  return makeRational(numerator, denominator)
}

const parts = (a: Exact): [bigint, bigint] =>
  typeof a === 'bigint' ? [a, 1n] : [a.numerator, a.denominator]
