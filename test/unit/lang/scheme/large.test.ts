// Programs of unreasonable size compile and run; the host stack is never the limit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource } from '../../../../src/base/index.ts'
import { compileScheme, createVm } from '../../../../src/lang/scheme/index.ts'
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

const nest = (depth: number, open: string, close: string, inmost = 'x') =>
  `${open.repeat(depth)}${inmost}${close.repeat(depth)}`

test('deep expressions are compiled', () => {
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
    ['(let-values (((a b) (f x))) ', ')'],
  ] as const) {
    for (const depth of [290, 310, 405, 2000]) compile(nest(depth, open, close))
  }
  compile(nest(MANY, '(f ', ')'))
})

test('deeper than that is refused', () => {
  assert.throws(() => compile(nest(260_000, '(f ', ')')), /nested too deeply/)
})

/** What the program prints, by whichever engine. */
function run(text: string, engine: 'reference' | 'threaded' | 'lazy'): string {
  let output = ''
  const vm = createVm({
    engine,
    write: (part) => {
      output += part
    },
  })
  vm.run(text, 't')
  vm.dispose()
  return output
}

const many = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ')

const values: readonly (readonly [string, string, string])[] = [
  ['operands', `(display ${nest(3000, '(+ 1 ', ')', '0')})`, '3000'],
  ['tests', `(define (f x) x) (display (and ${'(f 1) '.repeat(3000)} 7))`, '7'],
  [
    'operands and branches, in order',
    `(define n 0) (define (f x) (set! n (+ n 1)) n) (display ${nest(1000, '(- (f 1) (if (f 2) ', ' 2))', '0')})`,
    // 1 - (3 - (5 - ...)): each call of f counts.
    '-1000',
  ],
  [
    'assigned variables that parts share',
    `(display (let ((v 0)) (define (h) (set! v (+ v 1)) v)
       ${nest(1500, '(begin (set! v (+ v 1)) (if (< v 5000) ', ' (h)))', '(h)')} v))`,
    '1501',
  ],
  [
    'names',
    `(define (f x) (let* ((a0 x) ${many(9999, (i) => `(a${i + 1} (+ a${i} 1))`)}) a9999)) (display (f 1))`,
    '10000',
  ],
  [
    'variables that live together',
    `(define (g x) (call/cc (lambda (k) x)))
     (define (f) (let (${many(1500, (i) => `(a${i} (g ${i}))`)})
       (set! a3 (+ a3 a1499)) (for-each (lambda (i) (set! a4 (+ a4 i))) '(1 2))
       (+ ${many(1500, (i) => `a${i}`)})))
     (display (f))`,
    String((1499 * 1500) / 2 + 1499 + 3),
  ],
  [
    'arguments, parameters, elements',
    `(define (f ${many(3000, (i) => `a${i}`)}) (- a0 a2999)) (display (f ${many(3000, String)}))
     (display (length (list ${many(3000, String)})))
     (display (vector-ref (vector ${many(3000, (i) => `(+ ${i} 0)`)}) 2000))`,
    '-299930002000',
  ],
]
for (const [name, text, expected] of values) {
  test(`values of large programs: ${name}`, () => {
    for (const engine of ['reference', 'threaded', 'lazy'] as const) {
      assert.equal(run(text, engine), expected)
    }
  })
}

test('long chains of clauses are compiled', () => {
  compile(`(lambda (a b) (cond ${'((g a) b) '.repeat(MANY)}))`)
  compile(`(lambda (x) (case x ${'((1) b) '.repeat(MANY)}))`)
})

test('long chains of other kinds are compiled', () => {
  for (const count of [400, MANY]) {
    compile(`(cond ${'(a b) '.repeat(count)})`)
    compile(`(cond ${'(a => b) '.repeat(count)})`)
    compile(`(and ${'a '.repeat(count)})`)
    compile(`(case x ${'((1) b) '.repeat(count)})`)
  }
})

test('calls and procedures of more arguments than the machine passes', () => {
  for (const count of [64, 65, 500]) {
    const params = Array.from({ length: count }, (_, i) => `a${i}`).join(' ')
    compile(`(define (f ${params}) (list a0 a${count - 1})) (f ${'1 '.repeat(count)})`)
  }
})

test('many locals, constants, procedures; long jumps', () => {
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
