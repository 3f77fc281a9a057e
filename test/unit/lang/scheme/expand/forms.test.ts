// What each special form expands to, where it is not obvious.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandText } from './expanding.ts'

const cases: readonly [string, string][] = [
  [
    '(let-values (((a b) (f)) ((c) (g))) (list a b c))',
    '(let ((values.0 (f)) (values.1 (%values-check values.0 2)) (a.2 (%values-ref values.0 0)) (b.3 (%values-ref values.0 1)) (c.4 (g)) (values.5 (%values-check c.4 1))) (list a.2 b.3 c.4))',
  ],
  [
    '(receive (a . r) (f) r)',
    '(let ((values.0 (%values->list-at-least (f) 1)) (a.1 (car values.0)) (r.2 (cdr values.0))) r.2)',
  ],
  ['(receive all (f) all)', '(let ((all.0 (%values->list-at-least (f) 0))) all.0)'],
  [
    '(let*-values (((a) 1) ((a) (list a))) a)',
    '(let ((a.0 1) (values.1 (%values-check a.0 1)) (a.2 (list a.0)) (values.3 (%values-check a.2 1))) a.2)',
  ],
  [
    '(define-values (x . y) (f))',
    '(let ((values.0 (%values->list-at-least (f) 1)) (x.1 (car values.0)) (y.2 (cdr values.0))) (begin (define x x.1) (define y y.2)))',
  ],
  [
    '(lambda () (define-values (x y) (f)) x)',
    '(lambda () (letrec ((values.0 (f)) (values.1 (%values-check values.0 2)) (x.2 (%values-ref values.0 0)) (y.3 (%values-ref values.0 1))) x.2))',
  ],
  [
    '(define-record-type point (make x) point? (x get put!) (y))',
    "(define point (%make-record-type 'point #(x y))) (define make (lambda (x.0) (%record point x.0 #<unspecified>))) (define point? (lambda (object.0) (%record? object.0 point))) (define get (lambda (record.0) (%record-ref record.0 point 0))) (define put! (lambda (record.0 value.1) (%record-set! record.0 point 0 value.1)))",
  ],
  [
    '(define-record-type p #f #f (x x))',
    "(define p (%make-record-type 'p #(x))) (define x (lambda (record.0) (%record-ref record.0 p 0)))",
  ],
  [
    '(define-record-type p make #f x)',
    "(define p (%make-record-type 'p #(x))) (define make (lambda (x.0) (%record p x.0)))",
  ],
  [
    '(parameterize ((p 1) (q 2)) (f))',
    '(%parameterize (list (cons p 1) (cons q 2)) (lambda () (f)))',
  ],
  ['(parameterize () 1)', '1'],
  [
    '(guard (e ((f e) 1)) (g))',
    '(%with-guard (lambda (e.0 reraise.1) (if (f e.0) 1 (reraise.1))) (lambda () (g)))',
  ],
  [
    '(guard (e ((f e) => h) (else 2)) (g))',
    '(%with-guard (lambda (e.0 reraise.1) (let ((test.2 (f e.0))) (if test.2 (h test.2) 2))) (lambda () (g)))',
  ],
  [
    '(delay x) (delay-force x) (cons-stream 1 x)',
    '(%delay (lambda () x)) (%delay-force (lambda () x)) (cons 1 (%delay (lambda () x)))',
  ],
  ['(assert (f 1))', `(or (f 1) (error "assertion failed:" '(f 1)))`],
  ['(case-lambda ((a) a))', '(lambda (a.0) a.0)'],
  [
    '(case-lambda ((a) a) ((a b) b))',
    '(lambda (argument.0 . rest.1) (letrec ((clause.2 (lambda (a.3) a.3)) (clause.4 (lambda (a.5 b.6) b.6))) (if (null? rest.1) (clause.2 argument.0) (let ((argument.7 (car rest.1)) (rest.8 (cdr rest.1))) (if (null? rest.8) (clause.4 argument.0 argument.7) (clause.2 argument.0 argument.7 (car rest.8)))))))',
  ],
  [
    '(case-lambda (() 0) ((a . r) r) (all all))',
    '(lambda (. rest.0) (letrec ((clause.1 (lambda () 0)) (clause.2 (lambda (a.3 r.4) r.4)) (clause.5 (lambda (all.6) all.6))) (if (null? rest.0) (clause.1) (let ((argument.7 (car rest.0)) (rest.8 (cdr rest.0))) (clause.2 argument.7 rest.8)))))',
  ],
  ['`(a b)', "'(a b)"],
  ['`(a ,b c d)', "(cons 'a (cons b '(c d)))"],
  ['`(1 ,@x)', '(cons 1 x)'],
  ['`(,@x 1 ,@y)', '(append x (cons 1 y))'],
  ['`(,@x ,y)', '(append x (list y))'],
  ['`,x `x', "x 'x"],
  ['`(a . ,x)', "(cons 'a x)"],
  ['`#(a ,x) `#(,@x) `#(a)', "(vector 'a x) (list->vector x) #(a)"],
  ['`(a `(b ,(c ,x)))', "(list 'a (list 'quasiquote (list 'b (list 'unquote (list 'c x)))))"],
  [
    '(cond-expand (lazuli 1) (else 2)) (cond-expand ((and r7rs (not foo)) 3)) (cond-expand (foo 1))',
    '1 3',
  ],
  [
    '(f (cond-expand ((library (scheme base)) 1) (else 2)) (cond-expand ((library (no such)) 1) (else 2)))',
    '(f 1 2)',
  ],
  [
    '(define-values () (f))',
    '(let ((values.0 (f)) (values.1 (%values-check values.0 0))) #<unspecified>)',
  ],
]
for (const [text, core] of cases) {
  test(text, () => assert.equal(expandText(text), core))
}

test('what looks like a system name is kept apart from it', () => {
  assert.equal(
    expandText('(define (car x) x) (car (cdr y))'),
    '(define car@program (lambda (x.0) x.0)) (car@program (cdr y))',
  )
  assert.equal(
    expandText('(define a@b 1) (%record a@b)'),
    '(define a@b@program 1) (%record@program a@b@program)',
  )
})

test('assigning a name of the system gives the program a variable of that name', () => {
  assert.equal(
    expandText('(define (f) (car x)) (set! car cdr)'),
    '(define car@program car) (define f (lambda () (car@program x))) (set! car@program cdr)',
  )
})

test('a global that only a macro names is hidden', () => {
  const text = `(define-syntax def (syntax-rules () ((_ n) (begin (define tmp 1) (define (n) tmp)))))
    (def a) (def tmp) tmp`
  assert.equal(
    expandText(text),
    '(define tmp@program/1 1) (define a (lambda () tmp@program/1)) (define tmp@program/2 1) (define tmp (lambda () tmp@program/2)) tmp',
  )
})
