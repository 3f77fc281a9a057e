// The mechanical adaptation of R7RS programs for engines that lack its parts.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { adaptScheme, definedNames, parsePrelude, splitImports } from '../../../bench/adapt.ts'

let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazuli-adapt-'))
  mkdirSync(join(folder, 'preludes'))
  const write = (name: string, text: string) => writeFileSync(join(folder, 'preludes', name), text)
  write('own.scm', ';;; always\n(declare (block))\n;;; lacks: square helper\n(define (iota n) n)\n')
  write(
    'shared.scm',
    '(define (square x) (helper x))\n(define (helper x) (* x x))\n(define (vector-map f) f)\n',
  )
})
after(() => rmSync(folder, { recursive: true, force: true }))

const program =
  ';; head\n(import (scheme base)\n        (scheme write))\n(define (f x) (square x))\n'
const plain = { imports: false, preludes: ['own.scm', 'shared.scm'] }

test('imports are found behind comments, several of them too', () => {
  const { imports, body } = splitImports(program)
  assert.equal(imports + body, program)
  assert.equal(body, '\n(define (f x) (square x))\n')
  assert.equal(splitImports('(import (a))\n; b\n(import (c))(d)').body, '(d)')
  assert.equal(splitImports('(define import 1)').imports, '')
})

test('without import, only what the program uses and the engine lacks is put before it', () => {
  const text = adaptScheme(program, plain, folder)
  assert.ok(!text.includes('(import'))
  for (const part of ['(declare', '(define (square', '(define (helper', 'bench-own-us']) {
    assert.ok(text.includes(part), part)
  }
  assert.ok(!text.includes('iota'), 'not used')
  const other = adaptScheme('(import (a))\n(vector-map f)\n', plain, folder)
  assert.ok(!other.includes('(define (vector-map'), 'not lacking')
})

test('a name the program defines itself is not taken from a prelude', () => {
  const text = adaptScheme('(import (a))\n(define (square x) x)\n(square 2)', plain, folder)
  assert.equal(text.match(/\(define \(square/g)?.length, 1)
})

test('names in comments, strings and characters are not uses', () => {
  const text = adaptScheme('; square\n(display "square") #\\square\n', plain, folder)
  assert.ok(!text.includes('(define (square'))
})

test('with import, the program keeps it and the clock comes in under other names', () => {
  const text = adaptScheme(program, { imports: true, preludes: [] }, folder)
  assert.ok(text.includes('(import (scheme base)\n        (scheme write))'))
  assert.ok(text.includes('bench-current-jiffy'))
  assert.ok(text.indexOf('(define (f x)') > text.indexOf('(bench-define bench-start'))
})

test('prelude forms and what they are for', () => {
  const forms = parsePrelude(
    ';; about\n(define-syntax a (b "\\")" #\\( c))\n;;; for: d e\n(require d)\n;;; always\n(f)\n',
  )
  assert.deepEqual(
    forms.map(({ names }) => names),
    [['a'], ['d', 'e'], []],
  )
  assert.deepEqual(definedNames('(define ((a b) c) 1)\n(define-record-type d)\n  (define e 1)'), [
    'a',
    'd',
  ])
})
