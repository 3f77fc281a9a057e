// The reader: data, their places, and what it says about texts that are none.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource } from '../../../../src/base/index.ts'
import { printDatum } from '../../../../src/lang/scheme/read/print-datum.ts'
import { read } from '../../../../src/lang/scheme/read/read.ts'
import { SchemeSyntaxError } from '../../../../src/lang/scheme/read/syntax-error.ts'

const readText = (text: string) => read(createSource('t', text))
const roundTrip = (text: string) => readText(text).map(printDatum).join(' ')

const same = [
  '(a (b . c) #(1 #(2) ()) "s\\n\\"\\\\" #\\a #\\space #\\newline #t #f)',
  '1 -5 1152921504606846975 -1152921504606846976 1.5 -0.0 +inf.0 -inf.0 +nan.0 1e100',
  '+ - ... -> set! <=? |a b| |1| || |.|',
  '#\\( #\\x #\\λ',
]
for (const text of same) test(`reads and prints ${text}`, () => assert.equal(roundTrip(text), text))

const pairs: [string, string][] = [
  ["'a '(b) ''c", '(quote a) (quote (b)) (quote (quote c))'],
  ['`(a ,b ,@c)', '(quasiquote (a (unquote b) (unquote-splicing c)))'],
  ['(a . (b . (c)))', '(a b c)'],
  ['#true #false #\\x41 #\\nul "\\x41;\\t" "a\\   \n   b"', '#t #f #\\A #\\null "A\\t" "ab"'],
  ['; c\n#| a #| b |# c |# x #;(y z) w (p #;q)', 'x w (p)'],
  ['#!/usr/bin/env lazuli\nx', 'x'],
  ['1. .5 +5 1e3 -1.5E-3 007', '1.0 0.5 5 1000.0 -0.0015 7'],
  ["(a'b)", '(a (quote b))'],
]
for (const [text, expected] of pairs) {
  test(`reads ${JSON.stringify(text)}`, () => assert.equal(roundTrip(text), expected))
}

const wrong: [string, string][] = [
  ['(a\n (b c)', 't:1:1: this ( is never closed'],
  ['(a))', 't:1:4: this ) closes nothing'],
  ['#(a', 't:1:1: this #( is never closed'],
  ['"abc', 't:1:1: this string is never closed'],
  ['x #| y', 't:1:3: this comment is never closed'],
  ["(a ')", 't:1:4: nothing follows this quotation mark'],
  ['(a #;)', 't:1:4: nothing follows this #;'],
  ['(. a)', 't:1:2: misplaced dot'],
  ['(a . )', 't:1:4: nothing follows this dot'],
  ['(a . b c)', 't:1:8: only one datum may follow the dot'],
  ['1152921504606846976', 't:1:1: integers beyond fixnum range are not supported yet'],
  ['1/2', 't:1:1: rationals are not supported yet'],
  ['12ab', 't:1:1: malformed number 12ab'],
  ['#\\frob', 't:1:1: unknown character #\\frob'],
  ['#\\xD800', 't:1:1: no character has the number xD800'],
  ['"\\q"', 't:1:2: unknown escape in this string'],
  ['[a]', 't:1:1: unexpected [: only ( and ) enclose lists'],
  ['#foo', 't:1:1: #foo is not supported'],
]
for (const [text, message] of wrong) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => readText(text),
      (error) => {
        assert.ok(error instanceof SchemeSyntaxError)
        assert.equal(error.message, message)
        return true
      },
    )
  })
}

test('every datum knows its place', () => {
  const [list] = readText('  (ab (cd) "x")')
  const offsets: number[] = []
  for (let at = list; at?.kind === 'pair'; at = at.cdr) offsets.push(at.car.offset)
  assert.deepEqual(offsets, [3, 6, 11])
  assert.equal(list?.offset, 2)
})

test('200,000 nested parentheses, dots and quotes', () => {
  const depth = 200_000
  for (const [open, close] of [
    ['(', ')'],
    ['(a . ', ')'],
    ["'", ''],
  ] as const) {
    const text = `${open.repeat(depth)}(x)${close.repeat(depth)}`
    assert.equal(readText(text).length, 1)
  }
  const nested = `${'('.repeat(depth)}x${')'.repeat(depth)}`
  assert.equal(roundTrip(nested), nested)
})
