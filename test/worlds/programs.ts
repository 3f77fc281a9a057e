// Small programs with known answers for the tests of this folder: recursion, loops over doubles, closures,
// lists that are collected, deep recursion that leaves the stack.

import type { EngineName } from '../../src/vm/index.ts'

export const engineNames: readonly EngineName[] = ['reference', 'threaded', 'lazy', 'auto']

/** `text` gives `answer` for `n`, which makes runs of different worlds different. */
interface WorldProgram {
  readonly text: (n: number) => string
  readonly answer: (n: number) => string
}

export const worldPrograms: readonly WorldProgram[] = [
  {
    text: (n) =>
      `(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib ${10 + (n % 8)})`,
    answer: (n) => {
      let [a, b] = [0, 1]
      for (let i = 0; i < 10 + (n % 8); i++) [a, b] = [b, a + b]
      return String(a)
    },
  },
  {
    text: (n) => `(let loop ((i 0) (x ${n}.5)) (if (< i 1000) (loop (+ i 1) (+ x 2.0)) x))`,
    answer: (n) => `${n + 2000}.5`,
  },
  {
    text: (n) => `(define (adder k) (lambda (x) (+ x k)))
      (define (build i) (if (= i 0) (quote ()) (cons i (build (- i 1)))))
      (define (sum l f) (if (null? l) 0 (+ (f (car l)) (sum (cdr l) f))))
      (sum (build 3000) (adder ${n}))`,
    answer: (n) => String((3000 * 3001) / 2 + 3000 * n),
  },
]
