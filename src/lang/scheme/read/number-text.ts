// Numbers as text: R7RS 7.1.1 in, shortest round-trip digits out.
//
//   number   prefix* real              prefix: #e #i (exactness), #b #o #d #x (radix), in either order
//   real     sign? digits              an integer
//            sign? digits / digits     a fraction
//            sign? decimal             in radix 10: point, exponent, or both
//            +inf.0 -inf.0 +nan.0
//
// JavaScript reads and prints doubles exactly; Scheme differs only in dress (`1.0`, `+inf.0`). With #e
// a decimal is taken at its word: #e0.1 is one tenth.

import { isFixnumValue } from '../../../heap/index.ts'
import { MAX_BITS } from '../numbers/limits.ts'
import { type Exact, makeRational, toDouble } from '../numbers/tower.ts'

/** What a token that may be a number means; null: it is no number at all. */
export type NumberText =
  | { readonly kind: 'fixnum' | 'bignum'; readonly value: bigint }
  | { readonly kind: 'ratnum'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly kind: 'flonum'; readonly value: number }
  | { readonly kind: 'error'; readonly reason: string }
  | null

type Exactness = 'exact' | 'inexact' | null

const PREFIX = /^#([eibodx])/i
const radixes: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16 }
const DECIMAL = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i
const SPECIAL = /^[+-](inf|nan)\.0$/i
/** A token that starts so must be a number, or it is nothing. */
const NUMBER_START = /^[+-]?\.?\d/
const REAL = '(?:\\d[\\d./]*(?:e[+-]?\\d+)?|\\.\\d+(?:e[+-]?\\d+)?|(?:inf|nan)\\.0)'
/** Rectangular or polar notation. */
const COMPLEX = new RegExp(`^(?:[+-]?${REAL})?[+-]${REAL}?i$|^[+-]?${REAL}@[+-]?${REAL}$`, 'i')

/** Digits by radix that stay within the limit of integers. */
const mostDigits = (radix: number) => MAX_BITS / Math.log2(radix)

const error = (reason: string): NumberText => ({ kind: 'error', reason })
const tooLarge = error('the number has too many digits')

/** The number that `token` spells; `radix` holds unless a prefix says otherwise. */
export function parseNumber(token: string, radix = 10): NumberText {
  let rest = token
  let exactness: Exactness = null
  let base: number | null = null
  for (let prefix = PREFIX.exec(rest); prefix !== null; prefix = PREFIX.exec(rest)) {
    const letter = (prefix[1] as string).toLowerCase()
    const prefixRadix = radixes[letter]
    if (prefixRadix === undefined) {
      if (exactness !== null) return error(`malformed number ${token}`)
      exactness = letter === 'e' ? 'exact' : 'inexact'
    } else {
      if (base !== null) return error(`malformed number ${token}`)
      base = prefixRadix
    }
    rest = rest.slice(2)
  }
  const parsed = parseReal(rest, base ?? radix, exactness)
  if (parsed !== null) return parsed
  if (COMPLEX.test(rest)) return error(`complex numbers are not supported: ${token}`)
  return rest !== token || NUMBER_START.test(rest) ? error(`malformed number ${token}`) : null
}

/** A number without prefixes; null if it is none. */
function parseReal(text: string, radix: number, exactness: Exactness): NumberText {
  if (SPECIAL.test(text)) {
    if (exactness === 'exact') return error(`${text} is not exact`)
    if (/nan/i.test(text)) return { kind: 'flonum', value: Number.NaN }
    return { kind: 'flonum', value: text.startsWith('-') ? -Infinity : Infinity }
  }
  const integer = parseInteger(text, radix)
  if (integer !== null) return isText(integer) ? integer : withExactness(integer, exactness, text)
  const slash = text.indexOf('/')
  if (slash > 0) return parseFraction(text, slash, radix, exactness)
  return radix === 10 ? parseDecimal(text, exactness) : null
}

const isText = (value: bigint | NumberText): value is NumberText => typeof value !== 'bigint'

const bigintPrefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }

function parseInteger(text: string, radix: number): bigint | NumberText {
  const digits = /^[+-]/.test(text) ? text.slice(1) : text
  if (!isDigits(digits, radix)) return null
  if (digits.length > mostDigits(radix)) return tooLarge
  const prefix = bigintPrefixes[radix]
  const magnitude = prefix === undefined ? byDigits(digits, radix) : BigInt(prefix + digits)
  return text.startsWith('-') ? -magnitude : magnitude
}

function isDigits(text: string, radix: number): boolean {
  if (radix === 10) return /^\d+$/.test(text)
  if (radix === 16) return /^[\da-f]+$/i.test(text)
  const last = radix <= 10 ? `[0-${radix - 1}]` : `[0-9a-${String.fromCharCode(86 + radix)}]`
  return new RegExp(`^${last}+$`, 'i').test(text)
}

/** Digits in a radix that JavaScript does not read, halved to keep the numbers of equal size. */
function byDigits(digits: string, radix: number): bigint {
  if (digits.length <= 8) return BigInt(Number.parseInt(digits, radix))
  const low = digits.length >>> 1
  const high = byDigits(digits.slice(0, -low), radix)
  return high * BigInt(radix) ** BigInt(low) + byDigits(digits.slice(-low), radix)
}

function parseFraction(
  text: string,
  slash: number,
  radix: number,
  exactness: Exactness,
): NumberText {
  const below = text.slice(slash + 1)
  if (/^[+-]/.test(below)) return null
  const numerator = parseInteger(text.slice(0, slash), radix)
  const denominator = parseInteger(below, radix)
  if (numerator === null || denominator === null) return null
  if (isText(numerator) || isText(denominator)) return tooLarge
  if (denominator !== 0n) {
    return withExactness(makeRational(numerator, denominator), exactness, text)
  }
  if (exactness !== 'inexact') return error(`division by zero in ${text}`)
  return { kind: 'flonum', value: Number(numerator) / 0 }
}

function withExactness(value: Exact, exactness: Exactness, text: string): NumberText {
  if (exactness !== 'inexact') return exactText(value)
  const double = toDouble(value)
  return { kind: 'flonum', value: double === 0 && text.startsWith('-') ? -0 : double }
}

/** The literal that an exact number is. */
function exactText(value: Exact): NumberText {
  if (typeof value === 'object') return { kind: 'ratnum', ...value }
  return { kind: isFixnumValue(value) ? 'fixnum' : 'bignum', value }
}

function parseDecimal(text: string, exactness: Exactness): NumberText {
  const match = DECIMAL.exec(text)
  if (match === null) return null
  if (exactness !== 'exact') return { kind: 'flonum', value: Number(text) }
  const [, sign, whole = '', behind = '', alone = '', exponentText = '0'] = match
  const fraction = behind + alone
  const exponent = Number(exponentText) - fraction.length
  const length = whole.length + fraction.length
  if (Math.abs(exponent) + length > mostDigits(10)) return tooLarge
  const digits = BigInt(sign + whole + fraction)
  const power = 10n ** BigInt(Math.abs(exponent))
  return exactText(exponent >= 0 ? digits * power : makeRational(digits, power))
}

/** The shortest text that reads back as `value`. */
export function printFlonum(value: number): string {
  if (Number.isNaN(value)) return '+nan.0'
  if (value === Number.POSITIVE_INFINITY) return '+inf.0'
  if (value === Number.NEGATIVE_INFINITY) return '-inf.0'
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value).replace('e+', 'e')
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** An exact number in digits of `radix`. */
export function printExact(value: Exact, radix = 10): string {
  if (typeof value === 'bigint') return value.toString(radix)
  return `${value.numerator.toString(radix)}/${value.denominator.toString(radix)}`
}
