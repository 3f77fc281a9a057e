// Numbers in texts: what is read, what is refused and why.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberValue, parseNumber } from '../../../../../src/lang/scheme/read/number-text.ts'
import { printNumber } from '../../../../../src/lang/scheme/read/print-number.ts'

const shown = (text: string, radix = 10): string => {
  const parsed = parseNumber(text, radix)
  if (parsed === null) return 'no number'
  if (parsed.kind === 'error') return parsed.reason
  if (parsed.kind === 'ratnum' || parsed.kind === 'complex') return printNumber(parsed)
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
  ['1/2/3', 'malformed number 1/2/3'],
  ['1.2.3', 'malformed number 1.2.3'],
  ['-1.5/2', 'malformed number -1.5/2'],
  ['1e', 'malformed number 1e'],
  ['1+2i', '1+2i'],
  ['-i', '-i'],
  ['+I', '+i'],
  ['1/2-3/4i', '1/2-3/4i'],
  ['1.5e3-2.i', '1500.0-2.0i'],
  ['1e-3+2e-4i', '0.001+0.0002i'],
  ['1.5+0i', 'flonum 1.5'],
  ['1.5+0.0i', '1.5+0.0i'],
  ['3+0i', 'fixnum 3'],
  ['1+2.5i', '1.0+2.5i'],
  ['+2.5i', '0.0+2.5i'],
  ['+inf.0i', '0.0+inf.0i'],
  ['+inf.0+nan.0i', '+inf.0+nan.0i'],
  ['-inf.0-inf.0i', '-inf.0-inf.0i'],
  ['1@0', 'fixnum 1'],
  ['1@2', '-0.4161468365471424+0.9092974268256817i'],
  ['-1.5@-2e0', '0.6242202548207136+1.3639461402385225i'],
  ['#e1.5-.25i', '3/2-1/4i'],
  ['#i1/2+3i', '0.5+3.0i'],
  ['#i3+0i', 'flonum 3'],
  ['#xa+fi', '10+15i'],
  ['#x1e+2i', '30+2i'],
  ['#x#e1/A-i', '1/10-i'],
  ['#b1.1+i', '1.5+1.0i'],
  ['#e1+inf.0i', '+inf.0 is not exact'],
  ['1+1/0i', 'division by zero in +1/0'],
  ['#x1+2', 'malformed number #x1+2'],
  ['+', 'no number'],
  ['-', 'no number'],
  ['...', 'no number'],
  ['-x', 'no number'],
  ['-hi', 'no number'],
  ['abc', 'no number'],
  ...[
    '1/prod-fac',
    '1+',
    '-1+',
    '+foo',
    '1st',
    '2d-vector',
    '->x',
    '.5a',
    '..x',
    '1x',
    '1-2',
    '.',
  ].map((text) => [text, 'no number'] as const),
  ...[
    '1i',
    '2i',
    'i',
    '+i+i',
    '1+2',
    '1+2i3',
    '1@',
    '@1',
    '1@2i',
    '1@2@3',
    '+-i',
    '1+ii',
    '--i',
  ].map((text) => [text, 'no number'] as const),
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

test('a value has the radix from outside in all its parts', () => {
  const values: readonly (readonly [string, number, string])[] = [
    ['1f+ai', 16, '31+10i'],
    ['-1/11i', 2, '-1/3i'],
    ['i', 36, '18'],
    ['+i', 36, '18'],
    ['0+ii', 36, '+18i'],
    ['z.i+.ii', 36, '35.5+0.5i'],
    ['1.1@0', 2, '1.5'],
    ['1@10', 2, '-0.4161468365471424+0.9092974268256817i'],
  ]
  for (const [text, radix, expected] of values) {
    const value = numberValue(text, radix)
    assert.equal(value === null ? 'none' : printNumber(value), expected, text)
  }
})

test('flonums in any radix are short and read back', () => {
  const texts: readonly (readonly [number, number, string])[] = [
    [0.5, 2, '0.1'],
    [0.1, 2, '0.0001100110011001100110011001100110011001100110011001101'],
    [3.14, 3, '10.01021000112120122211010210001122'],
    [1e20, 36, 'l3r41ifs0q000.0'],
    [-255, 16, '-ff.0'],
    [1 / 3, 3, '0.1'],
    [-0, 7, '-0.0'],
  ]
  for (const [value, radix, expected] of texts) assert.equal(printNumber(value, radix), expected)
  const values = [5e-324, 2 ** -1022, 2 ** -1022 - 2 ** -1074, Number.MAX_VALUE, 2 ** 53 - 1]
  for (let k = -1074; k < 1024; k += 37) values.push(2 ** k, 2 ** k * (1 + 2 ** -52), 2 ** k / 3)
  for (const value of values.filter((each) => each > 0)) {
    for (const radix of [2, 3, 7, 16, 29, 36]) {
      const text = printNumber(-value, radix)
      assert.equal(numberValue(text, radix), -value, text)
    }
  }
})
