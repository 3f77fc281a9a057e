// Integer division, rounded down or towards zero, and what rests on it.
//
// Operands are integers, exact or flonums; if one is a flonum the other becomes one, if it can, and so does
// the result. Doubles are divided without rounding errors, for JavaScript's remainder is exact.

import { greatestCommonDivisor } from './common-divisor.ts'
import { bitLength, checkBits } from './limits.ts'
import { divisionByZero } from './tower.ts'

/** An integer: a number here is an integral double. */
export type Integer = bigint | number
export type IntegerOperation = (a: Integer, b: Integer) => Integer

function division(
  exact: (a: bigint, b: bigint) => bigint,
  inexact: (a: number, b: number) => number,
): IntegerOperation {
  return (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') {
      if (b === 0n) throw divisionByZero()
      return exact(a, b)
    }
    const dividend = Number(a)
    const divisor = Number(b)
    if (divisor === 0) throw divisionByZero()
    if (Number.isFinite(dividend) && Number.isFinite(divisor)) return inexact(dividend, divisor)
    return Number(exact(BigInt(a), BigInt(b)))
  }
}

/** Whether the quotient is rounded away from what truncation gives: signs differ, something rests. */
const roundsDown = (rest: Integer, b: Integer) => (rest < 0 && b > 0) || (rest > 0 && b < 0)

function moduloExact(a: bigint, b: bigint): bigint {
  const rest = a % b
  return roundsDown(rest, b) ? rest + b : rest
}

function moduloInexact(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return 0
  return roundsDown(rest, b) ? rest + b : rest
}

/** Doubles up to here have no quotient that rounding carries to the next integer. */
const SAFE = 2 ** 53

function quotientInexact(a: number, b: number): number {
  if (Math.abs(a) < SAFE || Math.abs(b) === 1) return Math.trunc(a / b)
  return Number(BigInt(a) / BigInt(b))
}

export const quotient = division((a, b) => a / b, quotientInexact)
export const remainder = division(
  (a, b) => a % b,
  (a, b) => a % b,
)
export const modulo = division(moduloExact, moduloInexact)

/** Applies an exact operation to integers of either kind. */
function throughExact(exact: (a: bigint, b: bigint) => bigint): IntegerOperation {
  return (a, b) => {
    const result = exact(BigInt(a), BigInt(b))
    return typeof a === 'bigint' && typeof b === 'bigint' ? result : Number(result)
  }
}

export const gcd = throughExact(greatestCommonDivisor)

export const lcm = throughExact((a, b) => {
  if (a === 0n || b === 0n) return 0n
  checkBits(bitLength(a) + bitLength(b))
  const multiple = (a / greatestCommonDivisor(a, b)) * b
  return multiple < 0n ? -multiple : multiple
})
