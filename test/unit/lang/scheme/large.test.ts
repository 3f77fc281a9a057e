// Programs of unreasonable size compile, or are refused with a place; the host stack is never the limit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource } from '../../../../src/base/index.ts'
import { compileScheme } from '../../../../src/lang/scheme/index.ts'
import { coreOps, makeOpSet } from '../../../../src/ops/index.ts'

const ops = makeOpSet(coreOps)
const compile = (text: string) => compileScheme(createSource('t', text), ops)
const MANY = 100_000

test('a body of 100,000 forms', () => {
  compile(`(lambda (x) ${'(f x) '.repeat(MANY)})`)
})

test('100,000 forms at top level', () => {
  compile('(f 1) '.repeat(MANY))
})

test('100,000 internal definitions, each in terms of the one before', () => {
  const definitions = Array.from({ length: MANY }, (_, i) => `(define v${i + 1} (f v${i}))`)
  compile(`(lambda (v0) ${definitions.join('')} v${MANY})`)
})

test('100,000 operands', () => {
  compile(`(+ ${'x '.repeat(MANY)})`)
  compile(`(list ${'1 '.repeat(MANY)})`)
  compile(`(or ${'x '.repeat(MANY)})`)
})

test('deep data are constants', () => {
  compile(`'${'('.repeat(MANY)}x${')'.repeat(MANY)}`)
})

test('deep expressions are compiled up to a limit, then refused', () => {
  const nest = (depth: number, open: string, close: string) =>
    `${open.repeat(depth)}x${close.repeat(depth)}`
  for (const [open, close] of [
    ['(f ', ')'],
    ['(lambda (x) ', ')'],
    ['(if a b ', ')'],
    ['(if ', ' a b)'],
    ['(let ((y x)) (g y) ', ')'],
    ['(let loop ((x 1)) (loop 2) ', ')'],
    ['(not ', ')'],
    ['(and a (or b ', '))'],
    ['(f (begin 1 ', '))'],
    ['(let () (define (f) x) (f) ', ')'],
    ['(set! x ', ')'],
  ] as const) {
    compile(nest(140, open, close))
    assert.throws(() => compile(nest(MANY, open, close)), /nested too deeply/)
    for (const depth of [260, 298, 310]) {
      try {
        compile(nest(depth, open, close))
      } catch (error) {
        assert.match(String(error), /nested too deeply/)
      }
    }
  }
})

test('long chains of clauses are compiled', () => {
  compile(`(lambda (a b) (cond ${'((g a) b) '.repeat(MANY)}))`)
  compile(`(lambda (x) (case x ${'((1) b) '.repeat(MANY)}))`)
})

test('long chains of other kinds are compiled or refused', () => {
  for (const count of [100, 500, 590, 900, 5000, MANY]) {
    for (const text of [
      `(cond ${'(a b) '.repeat(count)})`,
      `(and ${'a '.repeat(count)})`,
      `(case x ${'((1) b) '.repeat(count)})`,
    ]) {
      try {
        compile(text)
      } catch (error) {
        assert.match(String(error), /nested too deeply/)
      }
    }
  }
})

test('calls and procedures of more arguments than the machine passes', () => {
  for (const count of [64, 65, 500]) {
    const params = Array.from({ length: count }, (_, i) => `a${i}`).join(' ')
    compile(`(define (f ${params}) (list a0 a${count - 1})) (f ${'1 '.repeat(count)})`)
  }
})

test('many locals, constants, procedures; long jumps', () => {
  const many = (count: number, text: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => text(i)).join(' ')
  compile(
    `(lambda (x) (let (${many(2000, (i) => `(v${i} (g x))`)}) (list ${many(2000, (i) => `v${i}`)})))`,
  )
  compile(`(lambda () (list ${many(5000, (i) => `"${i}"`)}))`)
  compile(`(lambda (x) (if x (begin ${many(20_000, (i) => `(f x ${i})`)}) 1))`)
  compile(
    `(lambda (x) ${many(1000, (i) => `(define (p${i} y) (list y (q p${i - 1}) x))`)} (p999 1))`.replace(
      'p-1',
      'x',
    ),
  )
})
