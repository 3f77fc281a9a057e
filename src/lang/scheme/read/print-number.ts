// Texts of numbers written, which read back as the same number (number-text.ts).
//
// In radix 10 JavaScript finds the shortest digits of a double; Scheme differs only in dress (`1.0`,
// `+inf.0`). In other radices the digits are those of flonum-digits.ts, without an exponent: its letter may
// be a digit. Of a complex number an exact real part of 0 and an exact 1 before the i are left out.

import { isComplex, type Numeric } from '../numbers/complex.ts'
import { flonumDigits } from '../numbers/flonum-digits.ts'
import type { Exact, Real } from '../numbers/tower.ts'

/** In larger radices i is a digit, and `+2i` an integer. */
const MOST_WITHOUT_I = 18

/** `value` in digits of `radix`. */
export function printNumber(value: Numeric, radix = 10): string {
  if (!isComplex(value)) return printReal(value, radix)
  const real = value.real === 0n && radix <= MOST_WITHOUT_I ? '' : printReal(value.real, radix)
  return `${real}${printImaginary(value.imaginary, radix)}i`
}

function printImaginary(value: Real, radix: number): string {
  if (value === 1n) return '+'
  if (value === -1n) return '-'
  const text = printReal(value, radix)
  return /^[+-]/.test(text) ? text : `+${text}`
}

const printReal = (value: Real, radix: number): string =>
  typeof value === 'number' ? printFlonum(value, radix) : printExact(value, radix)

function printExact(value: Exact, radix: number): string {
  if (typeof value === 'bigint') return value.toString(radix)
  return `${value.numerator.toString(radix)}/${value.denominator.toString(radix)}`
}

/** The shortest text that reads back as `value`. */
export function printFlonum(value: number, radix = 10): string {
  if (Number.isNaN(value)) return '+nan.0'
  if (value === Number.POSITIVE_INFINITY) return '+inf.0'
  if (value === Number.NEGATIVE_INFINITY) return '-inf.0'
  if (Object.is(value, -0)) return '-0.0'
  if (radix !== 10) return printInRadix(value, radix)
  const text = String(value).replace('e+', 'e')
  return /[.e]/.test(text) ? text : `${text}.0`
}

function printInRadix(value: number, radix: number): string {
  if (value === 0) return '0.0'
  const { digits, point } = flonumDigits(Math.abs(value), radix)
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')
  const fraction = point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)
  return `${value < 0 ? '-' : ''}${whole}.${fraction === '' ? '0' : fraction}`
}
