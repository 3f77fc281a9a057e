// Texts of numbers read: R7RS 7.1.1.
//
//   number    prefix* complex          prefix: #e #i (exactness), #b #o #d #x (radix), in either order
//   complex   real
//             real? signed i           rectangular; signed: a real with a sign, or the sign alone
//             real @ real              polar
//   real      sign? digits             an integer
//             sign? digits / digits    a fraction
//             sign? decimal            a point or, in radix 10, an exponent, or both
//             +inf.0 -inf.0 +nan.0
//
// Points are allowed in every radix, for flonums are written so (print-number.ts). With #e a decimal is taken
// at its word: #e0.1 is one tenth. Words that are no numbers are symbols, but for those that cannot be meant
// so: 1.2.3 and 1/0 are errors.

import { isFixnumValue } from '../../../heap/index.ts'
import {
  exactOf,
  inexactOf,
  isComplex,
  isExactNumber,
  makePolar,
  makeRectangular,
  type Numeric,
} from '../numbers/complex.ts'
import { MAX_BITS, NumberFailure } from '../numbers/limits.ts'
import { makeRational, type Real, toDouble } from '../numbers/tower.ts'

/** A number as the literal that it is. */
export type NumberLiteral =
  | { readonly kind: 'fixnum' | 'bignum'; readonly value: bigint }
  | { readonly kind: 'ratnum'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly kind: 'flonum'; readonly value: number }
  | { readonly kind: 'complex'; readonly real: Real; readonly imaginary: Real }

/** What a token that may be a number means; null: it is no number at all. */
export type NumberText = NumberLiteral | { readonly kind: 'error'; readonly reason: string } | null

type Exactness = 'exact' | 'inexact' | null

/** A text that says why it is no number. */
class Mistake {
  readonly reason: string

  constructor(reason: string) {
    this.reason = reason
  }
}

type Parsed<T> = T | Mistake | null

const PREFIX = /^#([eibodx])/i
const radixes: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16 }
const DECIMAL = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i
const SPECIAL = /^[+-](inf|nan)\.0$/i
/** Nobody means a symbol by this. */
const MISTAKEN = /^[+-]?\.?\d[\d./]*(?:e[+-]?[\d./]*)?$/i

/** Digits by radix that stay within the limit of integers. */
const mostDigits = (radix: number) => MAX_BITS / Math.log2(radix)

const tooLarge = new Mistake('the number has too many digits')

/** The literal that spells `value`. */
export function literalOf(value: Numeric): NumberLiteral {
  if (typeof value === 'number') return { kind: 'flonum', value }
  if (typeof value === 'bigint') return { kind: isFixnumValue(value) ? 'fixnum' : 'bignum', value }
  return isComplex(value) ? { kind: 'complex', ...value } : { kind: 'ratnum', ...value }
}

/** The number that `token` spells; `radix` holds unless a prefix says otherwise. */
export function parseNumber(token: string, radix = 10): NumberText {
  const result = parseToken(token, radix)
  if (result === null) return null
  return result instanceof Mistake ? { kind: 'error', reason: result.reason } : literalOf(result)
}

/** The value of the number that `token` spells; null if it spells none. */
export function numberValue(token: string, radix: number): Numeric | null {
  const result = parseToken(token, radix)
  return result instanceof Mistake ? null : result
}

function parseToken(token: string, radix: number): Parsed<Numeric> {
  try {
    return parsePrefixed(token, radix)
  } catch (error) {
    if (error instanceof NumberFailure) return new Mistake(`${error.message}: ${token}`)
    throw error
  }
}

function parsePrefixed(token: string, radix: number): Parsed<Numeric> {
  let rest = token
  let exactness: Exactness = null
  let base: number | null = null
  const malformed = new Mistake(`malformed number ${token}`)
  for (let prefix = PREFIX.exec(rest); prefix !== null; prefix = PREFIX.exec(rest)) {
    const letter = (prefix[1] as string).toLowerCase()
    const prefixRadix = radixes[letter]
    if (prefixRadix === undefined) {
      if (exactness !== null) return malformed
      exactness = letter === 'e' ? 'exact' : 'inexact'
    } else {
      if (base !== null) return malformed
      base = prefixRadix
    }
    rest = rest.slice(2)
  }
  const parsed = parseComplex(rest, base ?? radix, exactness)
  if (parsed !== null) return parsed
  return rest !== token || MISTAKEN.test(rest) ? malformed : null
}

/** A number without prefixes; null if it is none. */
function parseComplex(text: string, radix: number, exactness: Exactness): Parsed<Numeric> {
  const real = parseReal(text, radix, exactness)
  if (real !== null) return real
  const parsed = /i$/i.test(text)
    ? parseRectangular(text.slice(0, -1), radix, exactness)
    : parsePolar(text, radix, exactness)
  if (parsed === null || parsed instanceof Mistake) return parsed
  if (exactness === 'inexact') return inexactOf(parsed)
  return exactness === 'exact' && !isExactNumber(parsed) ? exactOf(parsed) : parsed
}

/** `text` is what comes before the i. The last sign of all may be that of an exponent. */
function parseRectangular(text: string, radix: number, exactness: Exactness): Parsed<Numeric> {
  const last = lastSign(text, text.length - 1)
  for (const at of [last, lastSign(text, last - 1)]) {
    if (at < 0) break
    const imaginary = parseImaginary(text.slice(at), radix, exactness)
    const real = at === 0 ? 0n : parseReal(text.slice(0, at), radix, exactPart(exactness))
    const result = both(real, imaginary, makeRectangular)
    if (result !== null) return result
  }
  return null
}

function lastSign(text: string, from: number): number {
  let at = from
  while (at >= 0 && text[at] !== '+' && text[at] !== '-') at--
  return at
}

function parsePolar(text: string, radix: number, exactness: Exactness): Parsed<Numeric> {
  const at = text.indexOf('@')
  if (at < 0) return null
  const magnitude = parseReal(text.slice(0, at), radix, exactPart(exactness))
  const angle = parseReal(text.slice(at + 1), radix, exactPart(exactness))
  return both(magnitude, angle, makePolar)
}

/** A part of a number that becomes inexact as a whole stays exact until then, an exact 0 too. */
const exactPart = (exactness: Exactness) => (exactness === 'inexact' ? null : exactness)

function parseImaginary(text: string, radix: number, exactness: Exactness): Parsed<Real> {
  if (text === '+') return 1n
  if (text === '-') return -1n
  return parseReal(text, radix, exactPart(exactness))
}

function both(
  a: Parsed<Real>,
  b: Parsed<Real>,
  join: (a: Real, b: Real) => Numeric,
): Parsed<Numeric> {
  if (a === null || b === null) return null
  if (a instanceof Mistake) return a
  return b instanceof Mistake ? b : join(a, b)
}

function parseReal(text: string, radix: number, exactness: Exactness): Parsed<Real> {
  if (SPECIAL.test(text)) {
    if (exactness === 'exact') return new Mistake(`${text} is not exact`)
    if (/nan/i.test(text)) return Number.NaN
    return text.startsWith('-') ? -Infinity : Infinity
  }
  const integer = parseInteger(text, radix)
  if (integer !== null) return withExactness(integer, exactness, text)
  const slash = text.indexOf('/')
  if (slash > 0) return parseFraction(text, slash, radix, exactness)
  return radix === 10 ? parseDecimal(text, exactness) : parsePointed(text, radix, exactness)
}

const bigintPrefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' }

function parseInteger(text: string, radix: number): Parsed<bigint> {
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
): Parsed<Real> {
  const below = text.slice(slash + 1)
  if (/^[+-]/.test(below)) return null
  const numerator = parseInteger(text.slice(0, slash), radix)
  const denominator = parseInteger(below, radix)
  if (numerator === null || denominator === null) return null
  if (numerator instanceof Mistake) return numerator
  if (denominator instanceof Mistake) return denominator
  if (denominator !== 0n) {
    return withExactness(makeRational(numerator, denominator), exactness, text)
  }
  if (exactness !== 'inexact') return new Mistake(`division by zero in ${text}`)
  return Number(numerator) / 0
}

/** An exact number, or with #i the double nearest to it. */
function withExactness(value: Parsed<Real>, exactness: Exactness, text: string): Parsed<Real> {
  if (value === null || value instanceof Mistake || exactness !== 'inexact') return value
  const double = toDouble(value)
  return double === 0 && text.startsWith('-') ? -0 : double
}

function parseDecimal(text: string, exactness: Exactness): Parsed<Real> {
  const match = DECIMAL.exec(text)
  if (match === null) return null
  if (exactness !== 'exact') return Number(text)
  const [, sign, whole = '', behind = '', alone = '', exponentText = '0'] = match
  const fraction = behind + alone
  const exponent = Number(exponentText) - fraction.length
  const length = whole.length + fraction.length
  if (Math.abs(exponent) + length > mostDigits(10)) return tooLarge
  const digits = BigInt(sign + whole + fraction)
  const power = 10n ** BigInt(Math.abs(exponent))
  return exponent >= 0 ? digits * power : makeRational(digits, power)
}

/** Digits with a point in a radix other than 10. */
function parsePointed(text: string, radix: number, exactness: Exactness): Parsed<Real> {
  const point = text.indexOf('.')
  if (point < 0) return null
  const digits = parseInteger(text.slice(0, point) + text.slice(point + 1), radix)
  if (digits === null || digits instanceof Mistake) return digits
  const value = makeRational(digits, BigInt(radix) ** BigInt(text.length - point - 1))
  return withExactness(value, exactness ?? 'inexact', text)
}
