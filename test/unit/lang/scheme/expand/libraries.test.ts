// Libraries, imports, included files, and programs of several units.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm, SchemeSyntaxError } from '../../../../../src/lang/scheme/index.ts'
import type { HostFiles } from '../../../../../src/vm/index.ts'
import { createWorld, expandText } from './expanding.ts'

const counter = `(define-library (my counter)
  (export next (rename n counter-value) bump)
  (import (scheme base))
  (begin
    (define n 0)
    (define (next) (set! n (+ n 1)) n)
    (define-syntax bump (syntax-rules () ((_) (next))))))
`

test('a library has globals of its own, run before the program', () => {
  assert.equal(
    expandText(`${counter}(import (my counter)) (next)`),
    '(define n@(my counter) 0) (define next@(my counter) (lambda () (begin (set! n@(my counter) (+ n@(my counter) 1)) n@(my counter)))) (next@(my counter))',
  )
})

test('import sets nest, and exported macros know their library', () => {
  const text = `${counter}(import (prefix (only (my counter) next bump) c:) (scheme write)) (c:bump) (c:next) (next) (car 1)`
  assert.match(
    expandText(text),
    / \(next@\(my counter\)\) \(next@\(my counter\)\) \(next\) \(\(error "car is not imported; \(scheme base\) exports it"\) 1\)$/,
  )
  const renamed =
    '(import (rename (except (scheme base) list) (car first)) (rename (scheme base) (list ls))) (first (ls 1))'
  assert.equal(expandText(renamed), '(car (list 1))')
})

test('a program without imports sees everything; keywords can be renamed', () => {
  assert.equal(expandText('(car 1)'), '(car 1)')
  assert.equal(
    expandText("(import (rename (scheme base) (if si) (quote q))) (si 1 (q a) '2)"),
    `(if 1 'a ((error "quote is not imported; (scheme base) exports it") 2))`,
  )
})

test('libraries are found in files beside the program and in the given directories', () => {
  const files = {
    'a/b.sld': '(define-library (a b) (export x) (import (scheme base) (c)) (include "b.scm"))',
    'a/b.scm': '(define x y)',
    'lib/c.sld': '(define-library (c) (export y) (import (scheme base)) (begin (define y 1)))',
  }
  assert.equal(
    expandText('(import (a b)) x', files),
    '(define y@(c) 1) (define x@(a b) y@(c)) x@(a b)',
  )
  assert.throws(() => expandText('(import (d))', { 'd.sld': '(define-library (e))' }), {
    message: 't:1:9: the file of (d) does not define this library',
  })
})

test('errors in included files name their file and line', () => {
  assert.throws(() => expandText('(include "x.scm")', { 'x.scm': '(define a 1)\n(if)' }), {
    message: 'x.scm:2:1: expected (if test consequent alternate)',
  })
  assert.throws(
    () => expandText('(include "d/x.scm")', { 'd/x.scm': '(include "y.scm")', 'd/y.scm': '(car' }),
    /^Error|d\/y\.scm:1:1: this \( is never closed/,
  )
  assert.throws(
    () => expandText('(include "x.scm")', { 'x.scm': '(include "x.scm")' }),
    /x\.scm is included without end/,
  )
})

test('include splices definitions; include-ci folds case', () => {
  const files = { 'x.scm': '(define (F) G)' }
  assert.equal(
    expandText('(lambda () (include "x.scm") (F))', files),
    '(lambda () (letrec ((F.0 (lambda () G))) (F.0)))',
  )
  assert.equal(expandText('(include-ci "x.scm")', files), '(define f (lambda () g))')
})

test('names that are not there yet complain when they are evaluated', () => {
  assert.equal(
    expandText('(import (scheme char)) (char-upcase x)'),
    '((error "char-upcase of (scheme char) is not supported yet") x)',
  )
})

test('units share names; definitions, macros and libraries last', () => {
  const world = createWorld()
  world.expand('(define-syntax twice (syntax-rules () ((_ e) (list e e)))) (define x 1)')
  assert.equal(world.expand('(twice x)'), '(list x x)')
  world.expand('(define (car y) y)')
  assert.equal(world.expand('(car 1)'), '(car@program 1)')
  assert.match(world.expand(counter), /^\(define begin@\(my counter\)\/0 \(lambda \(\) \(begin /)
  assert.equal(
    world.expand('(import (my counter)) (next)'),
    '(begin@(my counter)/0) (next@(my counter))',
  )
  assert.equal(world.expand('(import (only (my counter) next)) (next)'), '(next@(my counter))')
})

test('imports of an interactive program hide nothing', () => {
  const world = createWorld({}, true)
  assert.equal(world.expand('(import (prefix (scheme base) b:)) (b:car (car x))'), '(car (car x))')
})

test('a library sees only what it imports', () => {
  const text =
    '(define-library (l) (export f) (import (only (scheme base) define)) (begin (define f (car 1))))'
  const complaint = '(error "car is not imported; (scheme base) exports it")'
  assert.equal(expandText(`${text}(import (l))`), `(define f@(l) (${complaint} 1))`)
})

/** Files that can only be read. */
function hostFiles(texts: Record<string, string>): HostFiles {
  const refuse = () => {
    throw new Error('read only')
  }
  return {
    read: (name) => new TextEncoder().encode(texts[name] ?? refuse()),
    exists: (name) => name in texts,
    create: refuse,
    remove: refuse,
  }
}

test('a VM imports from the files of its host, runs a library once, and goes on after errors', () => {
  const files = hostFiles({
    'libs/tally.sld': `(define-library (tally) (export tally!) (import (scheme base) (scheme write))
      (begin (display "loaded ") (define n 0) (define (tally!) (set! n (+ n 1)) n)))`,
  })
  let output = ''
  const write = (text: string) => {
    output += text
  }
  const vm = createVm({ files, write, engine: 'reference' }, ['libs'])
  assert.equal(vm.run('(import (scheme base) (tally)) (tally!)'), '1')
  assert.equal(vm.run('(import (prefix (tally) t:)) (t:tally!)'), '2')
  assert.throws(() => vm.run('(define (tally!) 0) (if)'), SchemeSyntaxError)
  assert.equal(vm.run('(tally!)'), '3')
  assert.equal(output, 'loaded ')
  vm.dispose()
})

test('a VM without files says so', () => {
  const vm = createVm({ engine: 'reference' })
  assert.throws(() => vm.run('(include "x.scm")'), /there is no file x\.scm/)
  vm.dispose()
})
