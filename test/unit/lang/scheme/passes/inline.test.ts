// Inlining by what programs do: the same values, errors and backtraces as without it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource, formatPlace } from '../../../../../src/base/index.ts'
import { createVm, printProgramInlining } from '../../../../../src/lang/scheme/index.ts'
import { GuestError } from '../../../../../src/vm/index.ts'

interface Ending {
  readonly value: string
  /** `procedure place` of each frame of the user's. */
  readonly frames: readonly string[]
}

function run(text: string, isWhole: boolean): Ending {
  const vm = createVm({ engine: 'reference' })
  vm.program.isWhole = isWhole
  try {
    return { value: vm.run(text, 't'), frames: [] }
  } catch (error) {
    assert.ok(error instanceof GuestError, String(error))
    const frames = error.backtrace
      .filter(({ source }) => source?.name === 't')
      .map(({ procedure, source, place }) =>
        source === null ? procedure : `${procedure} ${formatPlace(source, place)}`,
      )
    return { value: error.message, frames }
  } finally {
    vm.dispose()
  }
}

/** Programs that end the same way, frame by frame, whether or not anything is inlined. */
const same: readonly string[] = [
  '(define (f x) (car x)) (define (g y) (list (f y))) (list (g 5))',
  '(define (f x) (list (car x))) (define (g y) (list (f y))) (list (g (g 5)))',
  "(define (f l) (list (map (lambda (x) (list (+ x 1))) l))) (list (f '(1 b)))",
  '(define (f l) (for-each (lambda (x) (vector-ref x 1)) l) 1) (f (list 5))',
  '(define (f x) (list (g x))) (define (h) (list (f 1))) (list (h)) (define (g x) x)',
  '(define (f a b) a) (list (f 1))',
  '(define (f a . r) (if (null? r) a (car r))) (list (f 1) (f 1 2) (f 1 2 3))',
  '(define f (case-lambda ((a) (list a)) ((a b) (list b a)) ((a . r) r))) (list (f 1) (f 1 2) (f 1 2 3))',
  "(define (q) '(1 2)) (list (eq? (q) (q)) (let ((x (q))) (eq? x x)))",
  '(define n 0) (define (next) (set! n (+ n 1)) n) (let* ((a (next)) (b (next))) (list a b n))',
  '(define (swap a b) (list b a)) (define k 1) (swap (begin (set! k 5) k) k)',
  '(call-with-values (lambda () (values 1 2)) (lambda (a b) (list b a)))',
  "(call-with-values (lambda () (if (pair? '(1)) (values 1 2) 0)) (lambda (a b) (list b a)))",
  '(define-record-type point (make x y) point? (x px set-px!) (y py)) (define p (make 1 2)) (set-px! p 7) (list (px p) (point? p) (point? 1) (px 5))',
  '(define (twice f) (lambda (x) (f (f x)))) (define (inc x) (+ x 1)) ((twice (twice inc)) 0)',
  '(define (omega f) (f f)) (define (id x) x) (eq? (omega id) id)',
  '(let ((f (lambda (g n) (if (= n 0) 0 (g g (- n 1)))))) (f f 100))',
  '(define (even n) (if (= n 0) #t (odd (- n 1)))) (define (odd n) (if (= n 0) #f (even (- n 1)))) (even 1001)',
  '(define (f x) (define y (g x)) (define (g z) z) y) (f 1)',
]

for (const text of same) {
  test(`the same: ${text}`, () => assert.deepEqual(run(text, true), run(text, false)))
}

test('an inlined procedure shows as a frame with its place', () => {
  const text = '(define (f x) (car x))\n(define (g y) (list (f y)))\n(list (g 5))'
  assert.deepEqual(run(text, true).frames, ['f t:1:15', 'g t:2:21', 'program t:3:7'])
})

test('procedures that a later unit may define again are not inlined', () => {
  const vm = createVm({ engine: 'reference' })
  vm.run('(define (f) 1) (define (g) (f))')
  vm.run('(define (f) 2)')
  assert.equal(vm.run('(g)'), '2')
  vm.dispose()
})

test('decisions say what was inlined and why not', () => {
  const text = `(define (sq x) (* x x))
(define (down n) (if (= n 0) 0 (down (- n 1))))
(define (big x) (list ${'x '.repeat(200)}))
(define (main) (list (sq 1) (down 2) (big 3) (sq 1 2)))`
  const lines = printProgramInlining(createSource('t', text), undefined, true).trim().split('\n')
  assert.deepEqual(lines, [
    't:2:32: down into down: not inlined: it calls itself',
    't:4:22: sq into main: inlined, size 3',
    't:4:29: down into main: not inlined: it calls itself',
    't:4:38: big into main: not inlined: its size is above 24',
    't:4:46: sq into main: not inlined: wrong number of arguments',
  ])
})
