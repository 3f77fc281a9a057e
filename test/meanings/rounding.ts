// What rounding and `exact` mean: of fractions by division, of doubles by their exact values.

import { each, type Meaning } from './cases.ts'
import { byParts } from './complex.ts'
import { exactValue, type Fraction, fractionOf, fractionOfDouble } from './numbers.ts'
import { error, type Result, value } from './outcome.ts'
import { everything, flonum, ratnum, type Value } from './values.ts'

/** Halves, the neighbours of halves and of integers, and where fractions end. */
const doubles = [
  ...[0.25, 0.5, 0.75, 1.5, 2.5, 3.5, 0.49999999999999994, 0.9999999999999999],
  ...[1 + 2 ** -52, 4503599627370495.5, 2 ** 52, 2 ** 52 + 1, 2 ** 51 + 0.5, 2 ** 53 + 2],
  ...[2 ** 60 - 128, 2 ** 60, 2 ** 61, 2 ** 63, 2 ** 64, 5e-324, 1e-300],
].flatMap((x) => [flonum(x), flonum(-x)])
const fractions = [ratnum(1n, 2n), ratnum(-1n, 2n), ratnum(3n, 2n), ratnum(-5n, 2n)]
const operands: readonly Value[] = [...everything, ...doubles, ...fractions]

/** The largest integer not above a fraction. */
function floor([above, below]: Fraction): bigint {
  const quotient = above / below
  return quotient * below > above ? quotient - 1n : quotient
}

const ceiling = ([above, below]: Fraction): bigint => -floor([-above, below])
const truncate = (x: Fraction): bigint => (x[0] < 0n ? ceiling(x) : floor(x))

function nearest([above, below]: Fraction): bigint {
  const low = floor([above, below])
  const twice = 2n * (above - low * below)
  if (twice === below) return low % 2n === 0n ? low : low + 1n
  return twice < below ? low : low + 1n
}

const rounding = (toInteger: (x: Fraction) => bigint): Meaning => ({
  result: (a) => {
    if (a === undefined) return error('wrong-type')
    const fraction = fractionOf(a)
    if (fraction !== null) return value(exactValue([toInteger(fraction), 1n]))
    if (!('flonum' in a)) return error('wrong-type')
    const x = a.flonum
    if (!Number.isFinite(x)) return value(a)
    const rounded = Number(toInteger(fractionOfDouble(x)))
    // A zero has the sign of what was rounded.
    return value(flonum(rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded))
  },
  cases: each(operands),
})

const exact: Result = (a) => {
  const fraction = a === undefined ? null : fractionOf(a)
  if (fraction !== null) return value(a as Value)
  if (a === undefined || !('flonum' in a)) return error('wrong-type')
  return Number.isFinite(a.flonum)
    ? value(exactValue(fractionOfDouble(a.flonum)))
    : error('wrong-type')
}

export const roundingMeanings: Readonly<Record<string, Meaning>> = {
  floor: rounding(floor),
  ceiling: rounding(ceiling),
  truncate: rounding(truncate),
  round: rounding(nearest),
  exact: { result: byParts(exact), cases: each(operands) },
}
