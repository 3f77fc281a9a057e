// The parser and the passes, by what they print: each case is a text, the stages to run, the core.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource } from '../../../../src/base/index.ts'
import { createProgram } from '../../../../src/lang/scheme/compile.ts'
import { printCore } from '../../../../src/lang/scheme/core/print-core.ts'
import { fixLetrec } from '../../../../src/lang/scheme/passes/fix-letrec.ts'
import { lower } from '../../../../src/lang/scheme/passes/lower.ts'
import { read } from '../../../../src/lang/scheme/read/read.ts'

function parseText(text: string) {
  const source = createSource('t', text)
  return createProgram().expand(source, read(source))
}

const parsed = (text: string) => parseText(text).forms.map(printCore).join(' ')
const fixed = (text: string) => parseText(text).forms.map(fixLetrec).map(printCore).join(' ')
function lowered(text: string): string {
  const unit = parseText(text)
  return lower(unit).forms.map(printCore).join(' ')
}

function cases(title: string, run: (text: string) => string, list: readonly [string, string][]) {
  for (const [text, core] of list) test(`${title}: ${text}`, () => assert.equal(run(text), core))
}

cases('expand', parsed, [
  ["'(a b) 'c '() 5 \"s\"", `'(a b) 'c '() 5 "s"`],
  ['(define x 1) (set! x y)', '(define x 1) (set! x y)'],
  ['(define (f a . b) a)', '(define f (lambda (a.0 . b.1) a.0))'],
  ['(lambda a a)', '(lambda (. a.0) a.0)'],
  ['(if a b)', '(if a b #<unspecified>)'],
  ['(let ((x 1) (y x)) (f x y))', '(let ((x.0 1) (y.1 x)) (f x.0 y.1))'],
  ['(let* ((x 1) (x (g x))) x)', '(let ((x.0 1) (x.1 (g x.0))) x.1)'],
  ['((lambda (x) x) 5)', '(let ((x.0 5)) x.0)'],
  ['(begin (define a 1) (begin a))', '(define a 1) a'],
  ['(and) (or) (and a) (or a)', '#t #f a a'],
  ['(and a b c)', '(if a (if b c #f) #f)'],
  ['(or a b c)', '(or a b c)'],
  ['(when a b c) (unless a b)', '(if a (begin b c) #<unspecified>) (if a #<unspecified> b)'],
  ['(cond (a b) (c) (else d e))', '(if a b (or c (begin d e)))'],
  ['(cond (a => f) (else b))', '(let ((test.0 a)) (if test.0 (f test.0) b))'],
  [
    '(case x ((1 a) b) ((2.5) => f) (else c))',
    "(let ((key.0 x)) (if (or (%eq? key.0 1) (%eq? key.0 'a)) b (if (%eqv? key.0 2.5) (f key.0) c)))",
  ],
  ['(let ((if list)) (if 1 2 3))', '(let ((if.0 list)) (if.0 1 2 3))'],
  ['(let ((else #f)) (cond (else 1)))', '(let ((else.0 #f)) (if else.0 1 #<unspecified>))'],
  ['(lambda () (define if f) (if 1))', '(lambda () (letrec ((if.0 f)) (if.0 1)))'],
  [
    '(lambda () (begin (define a 1)) (define (b) a) (b))',
    '(lambda () (letrec ((a.0 1) (b.1 (lambda () a.0))) (b.1)))',
  ],
])

cases('fix-letrec', fixed, [
  [
    '(letrec ((f (lambda () (g))) (g (lambda () (f))) (h (lambda () 1))) (f))',
    '(fix ((f.0 (lambda () (g.1))) (g.1 (lambda () (f.0)))) (fix ((h.2 (lambda () 1))) (f.0)))',
  ],
  ['(letrec* ((a 1) (b (+ a 1))) b)', '(let ((a.0 1) (b.1 (+ a.0 1))) b.1)'],
  [
    '(letrec ((a b) (b 1)) a)',
    '(let ((a.0 #<uninitialized>) (b.1 #<uninitialized>)) (begin (set! a.0 b.1) (set! b.1 1) a.0))',
  ],
  [
    '(letrec ((x (f)) (f (lambda () x))) x)',
    '(let ((x.0 #<uninitialized>)) (fix ((f.1 (lambda () x.0))) (begin (set! x.0 (f.1)) x.0)))',
  ],
])

cases('lower', lowered, [
  [
    '(let loop ((i 0)) (if (< i 5) (loop (+ i 1)) i))',
    '(%loop loop.1 ((i.0 0)) (if (%< i.0 5) (%jump loop.1 (%+ i.0 1)) i.0))',
  ],
  [
    '(let outer ((i 0)) (let inner ((j 0)) (cond (a (inner 1)) (b (outer 2)) (else j))))',
    '(%loop outer.1 ((i.0 0)) (%loop inner.3 ((j.2 0)) (if a (%jump inner.3 1) (if b (%jump outer.1 2) j.2))))',
  ],
  [
    '(let loop ((i 0)) (+ 1 (loop i)))',
    '(fix ((loop.0 (lambda (i.1) (%+ 1 (loop.0 i.1))))) (loop.0 0))',
  ],
  ['(lambda () (define (once x) (car x)) (once 1))', '(lambda () (%car 1))'],
  ['(let ((x 1)) (set! x 2) x)', '(let ((x.0 1)) (begin (set! x.0 2) x.0))'],
  [
    '(lambda (x) (lambda () (set! x 2) x))',
    '(lambda (x.0) (let ((x.1 (%box x.0))) (lambda () (begin (%set-box! x.1 2) (%unbox x.1)))))',
  ],
  [
    '(let loop ((i 0)) (f (lambda () i)) (set! i 1) (loop i))',
    '(%loop loop.1 ((i.0 0)) (let ((i.2 (%box i.0))) (begin (f (lambda () (%unbox i.2))) (%set-box! i.2 1) (%jump loop.1 (%unbox i.2)))))',
  ],
  [
    '(lambda (f) (let ((n 0)) (set! n (f)) n))',
    '(lambda (f.0) (let ((n.1 0)) (begin (set! n.1 (f.0)) n.1)))',
  ],
  [
    '(lambda (f) (let ((n 0)) (f) (set! n 1) n))',
    '(lambda (f.0) (let ((n.1 0)) (begin (f.0) (set! n.1 1) n.1)))',
  ],
  [
    '(lambda (f) (let ((n 0)) (f) (set! n (f n)) n))',
    '(lambda (f.0) (let ((n.1 (%box 0))) (begin (f.0) (%set-box! n.1 (f.0 (%unbox n.1))) (%unbox n.1))))',
  ],
  [
    '(lambda (f) (let ((n 0)) (set! n (f)) (lambda () n)))',
    '(lambda (f.0) (let ((n.1 0)) (begin (set! n.1 (f.0)) (lambda () n.1))))',
  ],
  [
    '(lambda (n k) (let sum ((i n)) (if (= i 0) 0 (+ k (sum (- i 1))))))',
    '(lambda (n.0 k.1) (fix ((sum.2 (lambda (i.3 k.1) (if (%= i.3 0) 0 (%+ k.1 (sum.2 (%- i.3 1) k.1)))))) (sum.2 n.0 k.1)))',
  ],
  [
    '(define (car x) x) (car 1) (cdr 2)',
    '(define car@program (lambda (x.0) x.0)) (car@program 1) (%cdr 2)',
  ],
  ['(car 1 2) (+) (< 1)', '(car 1 2) (%+) (< 1)'],
])

const wrong: [string, string][] = [
  ['(if)', 't:1:1: expected (if test consequent alternate)'],
  ['(let ((x)) x)', 't:1:7: expected a binding (name value)'],
  ['(let ((x 1) (x 2)) x)', 't:1:14: x is bound twice'],
  ['(lambda (1) 2)', 't:1:10: expected a parameter name'],
  ['(lambda (x))', 't:1:1: expected (lambda (name …) body …)'],
  ['(f . x)', 't:1:1: a call may not be dotted'],
  ['()', 't:1:1: () is not an expression; quote it'],
  ['(f (define x 1))', 't:1:4: a definition is not an expression'],
  ['(lambda () 1 (define x 1))', 't:1:1: a body needs an expression'],
  ['(lambda () (define x 1))', 't:1:1: a body needs an expression'],
  ['(cond (else 1) (a 2))', 't:1:7: the else clause must be the last'],
  ['(list if)', 't:1:7: if is a keyword, not a variable'],
  [
    '(define-syntax m (syntax-rules ())) (m)',
    't:1:37: no rule of m matches this use (it is defined at t:1:16)',
  ],
  ['(set! if 1)', 't:1:7: if is a keyword, not a variable'],
  [',a', 't:1:1: unquote outside quasiquote'],
]
for (const [text, message] of wrong) {
  test(`refuses ${text}`, () => assert.throws(() => parseText(text), { message }))
}
