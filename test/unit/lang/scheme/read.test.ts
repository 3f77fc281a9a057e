// The reader: data, their places, and what it says about texts that are none.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource } from '../../../../src/base/index.ts'
import { type Datum, listItems } from '../../../../src/lang/scheme/read/datum.ts'
import { DatumReader } from '../../../../src/lang/scheme/read/datum-reader.ts'
import { printDatum } from '../../../../src/lang/scheme/read/print-datum.ts'
import { read, readStatus } from '../../../../src/lang/scheme/read/read.ts'
import { SchemeSyntaxError } from '../../../../src/lang/scheme/read/syntax-error.ts'

const readText = (text: string) => {
  const reader = new DatumReader(createSource('t', text))
  const data: Datum[] = []
  for (let datum = reader.next(); datum !== null; datum = reader.next()) data.push(datum)
  return data
}
const readProgram = (text: string) => read(createSource('t', text))
const roundTrip = (text: string) => readText(text).map(printDatum).join(' ')

const same = [
  '(a (b . c) #(1 #(2) ()) "s\\n\\"\\\\" #\\a #\\space #\\newline #t #f)',
  '1 -5 1152921504606846975 -1152921504606846976 1.5 -0.0 +inf.0 -inf.0 +nan.0 1e100',
  '+ - ... -> set! <=? |a b| |1| || |.|',
  '#\\( #\\x #\\λ #\\x1 #\\alarm #\\backspace #\\delete #\\escape #\\null #\\x2028',
  '+soup+ ->x 1+ -1+ +. ..x -- a.b ! $%&*/:<=>?^_~ λ',
  '#u8(0 127 255) #u8() #() ()',
  '#0=(a b . #0#) #0=#(1 #0# #1=(#1# #0#))',
  '|a\\|b| || |#x| |a b\\x1;\\n| |é\\\\|',
]
for (const text of same) test(`reads and prints ${text}`, () => assert.equal(roundTrip(text), text))

const pairs: [string, string][] = [
  ["'a '(b) ''c", '(quote a) (quote (b)) (quote (quote c))'],
  ['`(a ,b ,@c)', '(quasiquote (a (unquote b) (unquote-splicing c)))'],
  ['(a . (b . (c)))', '(a b c)'],
  ['#true #false #\\x41 #\\nul "\\x41;\\t" "a\\   \n   b"', '#t #f #\\A #\\null "A\\t" "ab"'],
  ['; c\n#| a #| b |# c |# x #;(y z) w (p #;q)', 'x w (p)'],
  ['#!/usr/bin/env lazuli\nx', 'x'],
  ['(a . #;b c) (a . b #;c) (#;a) #(#;a b) #;#;a b c', '(a . c) (a . b) () #(b) c'],
  ["'#;a b #;'c d #;(#;e) f", '(quote b) d f'],
  ['#| a |# #|#|x|#|# y #;#|z|#w', 'y'],
  ['#!fold-case Abc ΣΑΣ #\\SPACE |Abc| #!no-fold-case Abc', 'abc σασ #\\space Abc Abc'],
  ['#!fold-case\nABC', 'abc'],
  ['#T #True #FALSE #U8(1 2)', '#t #t #f #u8(1 2)'],
  ['#\\( #\\) #\\; #\\" #\\#  #\\x #\\x3bb #\\😀', '#\\( #\\) #\\; #\\" #\\# #\\x #\\λ #\\😀'],
  ['"\\a\\b\\t\\n\\r\\"\\\\\\|\\x3BB;"', '"\\a\\b\\t\\n\\r\\"\\\\|λ"'],
  ['"a\r\nb\\\r\n  c" "x\\ \t\n\t y"', '"a\\nbc" "xy"'],
  ['|a\\x41;\\||', '|aA\\||'],
  ['(#0=(a b) #0# . #0#)', '((a b) (a b) a b)'],
  ['#0=(1 #1=(2 #0# #1#))', '#0=(1 #1=(2 #0# #1#))'],
  ['#0=5 #0=6', '5 6'],
  ['#0="s" (#1=a #1#)', '"s" (a a)'],
  ["(#u8(1 #;2 3)'#(a))", '(#u8(1 3) (quote #(a)))'],
  ['#x1F #b-101 #e1.5 #i1/2 1/3 1152921504606846976', '31 -5 3/2 0.5 1/3 1152921504606846976'],
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
  ['1.2.3', 't:1:1: malformed number 1.2.3'],
  ['#\\frob', 't:1:1: unknown character #\\frob'],
  ['#\\xD800', 't:1:1: no character has the number xD800'],
  ['"\\q"', 't:1:2: unknown escape in this string'],
  ['(a {b})', 't:1:4: unexpected {: lists are written with ( and )'],
  ['(a [b)', 't:1:6: this ) does not close what [ opened'],
  ['#(a]', 't:1:4: this ] does not close what #( opened'],
  ['[a] ]', 't:1:5: this ] closes nothing'],
  ['(a [b', 't:1:4: this [ is never closed'],
  ['(a |b', 't:1:4: this symbol is never closed'],
  ['"a\\', 't:1:1: this string is never closed'],
  ['"\\xD800;"', 't:1:2: no character has the number xD800'],
  ['"\\x41"', 't:1:2: expected \\xHEX; in this escape'],
  ['#u8(1 256)', 't:1:7: a bytevector holds integers from 0 to 255'],
  ['#u8(a)', 't:1:5: a bytevector holds integers from 0 to 255'],
  ['(a #1#)', 't:1:4: there is no label #1='],
  ['(#0=a #0=b)', 't:1:7: there is a label #0= already'],
  ['#0=#0#', 't:1:1: this label names nothing but itself'],
  ['#0=#1=#0#', 't:1:1: this label names nothing but itself'],
  ['(a #0=)', 't:1:4: nothing follows this label'],
  ['(a #;. b)', 't:1:6: misplaced dot'],
  ['#(a . b)', 't:1:5: misplaced dot'],
  ['x #!frob', 't:1:3: unknown directive #!frob'],
  ['#\\', 't:1:1: the text ends inside a character'],
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
  const vectors = `${'#('.repeat(depth)}x${')'.repeat(depth)}`
  assert.equal(roundTrip(vectors), vectors)
  const nested = `${'('.repeat(depth)}x${')'.repeat(depth)}`
  assert.equal(roundTrip(nested), nested)
})

const advice: [string, string][] = [
  [
    '(define (f x)\n  (let ((y 1)\n    (+ x y)))\n(define (g) 2)\n',
    't:1:1: this ( is never closed; line 3 starts no further right than the ( at 2:8, which is still open there: a ) is probably missing before line 3',
  ],
  [
    '(define (f x)\n  (let ((y 1)))\n    (+ x y)))\n',
    't:3:13: this ) closes nothing; line 3 starts further right than what is before it in the same list: there is probably one ) too many on line 2',
  ],
  ['(define x\n  (foo)))\n(bar)', 't:2:9: this ) closes nothing'],
]
for (const [text, message] of advice) {
  test(`advises on ${JSON.stringify(text)}`, () => {
    assert.throws(() => readProgram(text), { message })
  })
}

test('code must not contain itself, quotations may', () => {
  assert.throws(() => readProgram('x\n(if #0=(a #0#))'), {
    message: 't:2:8: this code contains itself',
  })
  assert.equal(readProgram("(f '#0=(a . #0#) (#1=(b) #1#))").length, 1)
})

test('a cyclic list has no items, nor does a dotted one', () => {
  for (const text of ['#0=(a . #0#)', '(a b c . #0=(d e f g . #0#))', '(a . b)']) {
    assert.equal(listItems(readText(text)[0] as Datum), null)
  }
})

test('what is complete, incomplete, invalid', () => {
  for (const text of ['', '; x', '(a) b', '#;a']) assert.equal(readStatus(text), 'complete', text)
  for (const text of ['(a', '"a', '#| x', '|b', "'", '#;', '(a . ', '#0=', '"a\\']) {
    assert.equal(readStatus(text), 'incomplete', text)
  }
  for (const text of [')', '(a . b c', "(')", '#\\frob (']) {
    assert.equal(readStatus(text), 'invalid', text)
  }
})

test('the reader goes on from an offset', () => {
  const source = createSource('t', 'abc #!fold-case (D) E')
  const reader = new DatumReader(source, 3)
  assert.equal(printDatum(reader.next() as Datum), '(d)')
  assert.equal(reader.offset, 19)
  const other = new DatumReader(source, reader.offset, reader.foldsCase)
  assert.equal(printDatum(other.next() as Datum), 'e')
  assert.equal(other.next(), null)
})
