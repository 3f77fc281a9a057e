// Numbers as text: literals in, shortest round-trip digits out.
//
// JavaScript already reads and prints doubles exactly; Scheme differs only in dress (`1.0`, `+inf.0`).
// Integers are bigints here because fixnums have 61 bits.

/** What a token that may be a number means; null: it is no number at all. */
export type NumberText =
  | { readonly kind: 'fixnum'; readonly value: bigint }
  | { readonly kind: 'flonum'; readonly value: number }
  | { readonly kind: 'error'; readonly reason: string }
  | null

const MAX = 2n ** 60n - 1n
const MIN = -(2n ** 60n)

const INTEGER = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const RATIONAL = /^[+-]?\d+\/\d+$/
/** A token that starts so must be a number, or it is nothing. */
const NUMBER_START = /^[+-]?\.?\d/

/** Digits a fixnum can have: longer texts are refused before anything is computed from them. */
const MAX_FIXNUM_DIGITS = 20

const specials: Readonly<Record<string, number>> = {
  '+inf.0': Number.POSITIVE_INFINITY,
  '-inf.0': Number.NEGATIVE_INFINITY,
  '+nan.0': Number.NaN,
  '-nan.0': Number.NaN,
}

const tooLarge: NumberText = {
  kind: 'error',
  reason: 'integers beyond fixnum range are not supported yet',
}

/** The number that `token` spells in decimal notation. */
export function parseNumber(token: string): NumberText {
  const special = specials[token]
  if (special !== undefined) return { kind: 'flonum', value: special }
  if (!NUMBER_START.test(token)) return null
  if (INTEGER.test(token)) return parseInteger(token)
  if (DECIMAL.test(token)) return { kind: 'flonum', value: Number(token) }
  if (RATIONAL.test(token)) return { kind: 'error', reason: 'rationals are not supported yet' }
  return { kind: 'error', reason: `malformed number ${token}` }
}

function parseInteger(token: string): NumberText {
  const digits = token.replace(/^[+-]?0*/, '')
  if (digits.length > MAX_FIXNUM_DIGITS) return tooLarge
  const magnitude = BigInt(digits === '' ? '0' : digits)
  const value = token.startsWith('-') ? -magnitude : magnitude
  return value < MIN || value > MAX ? tooLarge : { kind: 'fixnum', value }
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
