// Numbers in texts: what is read, what is refused and why.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNumber } from '../../../../../src/lang/scheme/read/number-text.ts'

const shown = (text: string, radix = 10): string => {
  const parsed = parseNumber(text, radix)
  if (parsed === null) return 'no number'
  if (parsed.kind === 'error') return parsed.reason
  if (parsed.kind === 'ratnum') return `${parsed.numerator}/${parsed.denominator}`
  return `${parsed.kind} ${Object.is(parsed.value, -0) ? '-0' : parsed.value}`
}

const texts: readonly (readonly [string, string])[] = [
  ['0', 'fixnum 0'],
  ['-007', 'fixnum -7'],
  ['+5', 'fixnum 5'],
  ['1152921504606846975', 'fixnum 1152921504606846975'],
  ['1152921504606846976', 'bignum 1152921504606846976'],
  ['-1152921504606846977', 'bignum -1152921504606846977'],
  ['6/4', '3/2'],
  ['-6/3', 'fixnum -2'],
  ['1/0', 'division by zero in 1/0'],
  ['1.', 'flonum 1'],
  ['.5', 'flonum 0.5'],
  ['-0.0', 'flonum -0'],
  ['1e3', 'flonum 1000'],
  ['1E-2', 'flonum 0.01'],
  ['+inf.0', 'flonum Infinity'],
  ['-INF.0', 'flonum -Infinity'],
  ['+nan.0', 'flonum NaN'],
  ['#e1.5', '3/2'],
  ['#e-.25', '-1/4'],
  ['#e1e2', 'fixnum 100'],
  ['#i1/4', 'flonum 0.25'],
  ['#i-0', 'flonum -0'],
  ['#xFf', 'fixnum 255'],
  ['#x-a/4', '-5/2'],
  ['#b101', 'fixnum 5'],
  ['#e#x10', 'fixnum 16'],
  ['#x#e10', 'fixnum 16'],
  ['#i#b1/10', 'flonum 0.5'],
  ['#b12', 'malformed number #b12'],
  ['#e#e1', 'malformed number #e#e1'],
  ['#x', 'malformed number #x'],
  ['#e+inf.0', '+inf.0 is not exact'],
  ['1x', 'malformed number 1x'],
  ['1/2/3', 'malformed number 1/2/3'],
  ['1+2i', 'complex numbers are not supported: 1+2i'],
  ['-i', 'complex numbers are not supported: -i'],
  ['1@2', 'complex numbers are not supported: 1@2'],
  ['+inf.0i', 'complex numbers are not supported: +inf.0i'],
  ['+', 'no number'],
  ['-', 'no number'],
  ['...', 'no number'],
  ['-x', 'no number'],
  ['-hi', 'no number'],
  ['abc', 'no number'],
  ['#e1e99999999', 'the number has too many digits'],
]

for (const [text, expected] of texts) {
  test(`${text} is ${expected}`, () => assert.equal(shown(text), expected))
}

test('a radix from outside holds unless a prefix says otherwise', () => {
  assert.equal(shown('ff', 16), 'fixnum 255')
  assert.equal(shown('#b11', 16), 'fixnum 3')
  assert.equal(shown('1e2', 16), 'fixnum 482')
  assert.equal(shown('zz', 36), 'fixnum 1295')
  assert.equal(shown('9'.repeat(40), 12).startsWith('bignum'), true)
})
