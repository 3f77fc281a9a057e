// Operand tuples to try, and what a meaning is.

import type { Result } from './outcome.ts'
import { fixnum, flonum, MAX, MIN, sampleOthers, type Value } from './values.ts'

export interface Meaning {
  readonly result: Result
  /** Operand tuples to try. */
  readonly cases: readonly (readonly Value[])[]
}

export const product = (as: readonly Value[], bs: readonly Value[]): Value[][] =>
  as.flatMap((a) => bs.map((b) => [a, b]))

export const each = (as: readonly Value[]): Value[][] => as.map((a) => [a])

/** Valid ones of short sequences, others, and what is no index at all. */
export const indices: readonly Value[] = [
  ...[0n, 1n, 2n, 3n, -1n, 2n ** 29n, 2n ** 32n, 2n ** 57n, 2n ** 58n, MAX, MIN].map(fixnum),
  flonum(1),
  flonum(1e300),
  ...sampleOthers.slice(0, 14),
]
