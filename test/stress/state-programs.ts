// Programs about state and change: loop variables whose type changes, globals that are assigned
// or redefined while compiled code relies on them, vectors, nested loops, errors.

import { flonumText, times } from './numbers.ts'
import { program, type StressProgram } from './program.ts'

const changingTypes: StressProgram[] = [
  program(
    'fixnum, flonum, pair in one variable',
    [12, 900],
    (n) => `
(define (run n)
  (let loop ((i 0) (x 0))
    (if (= i n) x
        (loop (+ i 1)
              (cond ((pair? x) (cons i (cdr x)))
                    ((< i ${Math.floor(n / 3)}) (+ x 1))
                    ((< i ${Math.floor((2 * n) / 3)}) (+ x 0.5))
                    (else (cons i x)))))))
(run ${n})`,
    (n) => {
      const third = Math.floor(n / 3)
      return `(${n - 1} . ${flonumText(third + 0.5 * (Math.floor((2 * n) / 3) - third))})`
    },
  ),
  program(
    'a variable that alternates between types',
    [12, 1000],
    (n) => `
(define (run n)
  (let loop ((i 0) (x 1) (y 2.5) (s 0.))
    (if (= i n) (list x y s)
        (loop (+ i 1) y (if (flonum? y) (quotient i 3) (+ y 0.5)) (+ s x y)))))
(run ${n})`,
    (n) => {
      let [x, dx, y, dy, s] = [1, false, 2.5, true, 0]
      for (let i = 0; i < n; i++) {
        const [ny, ndy] = dy ? [Math.trunc(i / 3), false] : [y + 0.5, true]
        s = s + x + y
        ;[x, dx, y, dy] = [y, dy, ny, ndy]
      }
      const t = (v: number, d: boolean) => (d ? flonumText(v) : String(v))
      return `(${t(x, dx)} ${t(y, dy)} ${flonumText(s)})`
    },
  ),
  program(
    'large exponents, infinities, not-a-number in a loop',
    [12, 2200],
    (n) => `
(define (run n)
  (let loop ((i 0) (x 1.) (y 1.) (nans 0) (less 0))
    (if (= i n) (list x y nans less)
        (loop (+ i 1) (* x 2.) (/ y 2.) (if (= (- x x) (- x x)) nans (+ nans 1)) (if (< (- x x) 1.) (+ less 1) less)))))
(run ${n})`,
    (n) => {
      let [x, y, nans, less] = [1, 1, 0, 0]
      for (let i = 0; i < n; i++) {
        if (Number.isNaN(x - x)) nans++
        if (x - x < 1) less++
        x *= 2
        y /= 2
      }
      return `(${flonumText(x)} ${flonumText(y)} ${nans} ${less})`
    },
  ),
  program(
    'exact and inexact zero, negative zero',
    [4, 300],
    (n) => `
(define (run n)
  (let loop ((i 0) (z 0.) (l '()))
    (if (= i n) (list z (/ 1. z) (* z -1.) (+ z 0) (- 0 z) (- z))
        (loop (+ i 1) (* z -1.) l))))
(run ${n})`,
    (n) => {
      const z = n % 2 === 0 ? 0 : -0
      return `(${[z, 1 / z, z * -1, z + 0, 0 - z, -z].map(flonumText).join(' ')})`
    },
  ),
  program(
    'overflow of a counter in a hot loop',
    [5, 500],
    (n) => `
(define (run n x) (if (= n 0) x (run (- n 1) (+ x 1))))
(run ${n} ${2n ** 60n - 4n})`,
    (n) => `${2n ** 60n - 4n + BigInt(n)}`,
  ),
  program(
    'largest fixnums stay exact',
    [3, 3],
    (n) => `
(define (run n x y) (if (= n 0) (cons x y) (run (- n 1) (+ x 1) (- y 1))))
(run ${n} ${2n ** 60n - 4n} ${3n - 2n ** 60n})`,
    () => `(${2n ** 60n - 1n} . ${-(2n ** 60n)})`,
  ),
]

const globals: StressProgram[] = [
  program(
    'a global assigned in a hot loop',
    [10, 2000],
    (n) => `
(define g 0)
(define (run i) (if (= i ${n}) g (begin (set! g (+ g i)) (run (+ i 1)))))
(run 0)`,
    (n) => (n * (n - 1)) / 2,
  ),
  program(
    'a global assigned late in a hot loop',
    [20, 2000],
    (n) => `
(define g 1) (define h 0.5)
(define (run i s) (if (= i ${n}) s (begin (if (= (remainder i ${Math.floor(n / 4)}) 3) (begin (set! g (+ g 1.5)) (set! h (list i)))) (run (+ i 1) (+ s g (if (pair? h) (car h) h))))))
(run 0 0)`,
    (n) => {
      let [g, s] = [1, 0]
      let h = 0.5
      for (let i = 0; i < n; i++) {
        if (i % Math.floor(n / 4) === 3) {
          g += 1.5
          h = i
        }
        s = s + g + h
      }
      return flonumText(s)
    },
  ),
  program(
    'a procedure redefined while it runs',
    [20, 2000],
    (n) => `
(define (f x) (+ x 1))
(define (g x) (* x 0.5))
(define (run i s) (if (= i ${n}) s (begin (if (= i ${Math.floor(n / 2)}) (set! f g)) (run (+ i 1) (+ s (f i))))))
(run 0 0)`,
    (n) => {
      let s = 0
      for (let i = 0; i < n; i++) s += i < Math.floor(n / 2) ? i + 1 : i * 0.5
      return flonumText(s)
    },
  ),
  program(
    'redefinition at the bottom of a deep recursion',
    [20, 3000],
    (n) => `
(define k 1)
(define (add x y) (+ x y k))
(define (f i) (if (= i 0) (begin (set! k 0.5) (set! add (lambda (x y) (- x y k))) 0) (let ((r (f (- i 1)))) (add r (* i k)))))
(define first (f ${n}))
(list first (f 3))`,
    (n) => {
      const f = (m: number) => {
        let r = 0
        for (let i = 1; i <= m; i++) r = r - i * 0.5 - 0.5
        return r
      }
      return `(${flonumText(f(n))} ${flonumText(f(3))})`
    },
  ),
  program(
    'a procedure redefined by its own callee, which returns into it',
    [6, 300],
    (n) => `
(define count 0)
(define (touch i) (if (= (remainder i 5) 4) (set! step (if (eq? step one) two one))) i)
(define (one x) (+ x 1))
(define (two x) (+ x 2.5))
(define step one)
(define (run i s) (if (= i ${n}) s (let* ((a (step i)) (b (touch i)) (c (step b))) (run (+ i 1) (+ s a c)))))
(run 0 0)`,
    (n) => {
      let [s, isOne] = [0, true]
      let isDouble = false
      const step = (x: number) => {
        if (!isOne) isDouble = true
        return isOne ? x + 1 : x + 2.5
      }
      for (let i = 0; i < n; i++) {
        const a = step(i)
        if (i % 5 === 4) isOne = !isOne
        s += a + step(i)
      }
      return isDouble ? flonumText(s) : s
    },
  ),
  program(
    'a primitive redefined in a loop',
    [20, 500],
    (n) => `
(define (f x) (car x))
(define (run i s) (if (= i ${n}) s (begin (if (= i ${Math.floor(n / 2)}) (set! car cdr)) (run (+ i 1) (+ s (f (cons 1 0.5)))))))
(run 0 0)`,
    (n) => flonumText(Math.floor(n / 2) + 0.5 * (n - Math.floor(n / 2))),
  ),
  program(
    'an unbound variable in a branch that is taken late',
    [20, 500],
    (n) => `(define (run i) (if (= i ${n}) missing (run (+ i 1)))) (run 0)`,
    () => 'error: unbound-variable',
  ),
  program(
    'a global defined after the code that reads it was compiled',
    [5, 100],
    (n) => `
(define (get i) (if (< i 0) later (+ i 1)))
(define (run i s) (if (= i 0) s (run (- i 1) (+ s (get i)))))
(define before (run ${n} 0))
(define later 7)
(list before (get -1) (begin (set! later 8) (get -1)))`,
    (n) => `(${(n * (n + 1)) / 2 + n} 7 8)`,
  ),
]

const loops: StressProgram[] = [
  program(
    'nested loops',
    [3, 20],
    (n) => `
(define (run n)
  (let outer ((i 0) (s 0) (d 0.))
    (if (= i n) (cons s d)
        (let middle ((j 0) (s s) (d d))
          (if (= j n) (outer (+ i 1) s (+ d 0.125))
              (let inner ((k 0) (s s) (d d))
                (if (= k n) (middle (+ j 1) (+ s j) (* d 0.5))
                    (inner (+ k 1) (+ s (* i k)) (+ d (* 0.5 (+ i j k)))))))))))
(run ${n})`,
    (n) => {
      let [s, d] = [0, 0]
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < n; k++) {
            s += i * k
            d += 0.5 * (i + j + k)
          }
          s += j
          d *= 0.5
        }
        d += 0.125
      }
      return `(${s} . ${flonumText(d)})`
    },
  ),
  program(
    'mandelbrot',
    [2, 20],
    (n) => `
(define (iterate cr ci) (let loop ((zr 0.) (zi 0.) (k 0)) (if (or (= k 50) (< 4. (+ (* zr zr) (* zi zi)))) k (loop (+ (- (* zr zr) (* zi zi)) cr) (+ (* 2. zr zi) ci) (+ k 1)))))
(define (run n) (do ((y 0 (+ y 1)) (s 0 (do ((x 0 (+ x 1)) (s s (+ s (iterate (- (/ (* 3. x) n) 2.) (- (/ (* 2. y) n) 1.))))) ((= x n) s)))) ((= y n) s)))
(run ${n})`,
    (n) => {
      let s = 0
      for (let y = 0; y < n; y++)
        for (let x = 0; x < n; x++) {
          const [cr, ci] = [(3 * x) / n - 2, (2 * y) / n - 1]
          let [zr, zi, k] = [0, 0, 0]
          while (k !== 50 && !(4 < zr * zr + zi * zi)) {
            ;[zr, zi] = [zr * zr - zi * zi + cr, 2 * zr * zi + ci]
            k++
          }
          s += k
        }
      return s
    },
  ),
  program(
    'sorting a vector of mixed numbers',
    [12, 150],
    (n) => `
(define (fill v i x) (if (= i (vector-length v)) v (begin (vector-set! v i (if (= (remainder i 3) 0) (+ x 0.5) x)) (fill v (+ i 1) (remainder (+ (* x 37) 11) 101)))))
(define (sort v) (do ((i 1 (+ i 1))) ((= i (vector-length v)) v)
  (let ((x (vector-ref v i))) (let shift ((j (- i 1))) (if (and (>= j 0) (< x (vector-ref v j))) (begin (vector-set! v (+ j 1) (vector-ref v j)) (shift (- j 1))) (vector-set! v (+ j 1) x))))))
(define (check v i s) (if (= i (vector-length v)) s (check v (+ i 1) (+ s (* i (vector-ref v i))))))
(check (sort (fill (make-vector ${n} 0) 0 5)) 0 0)`,
    (n) => {
      const v: number[] = []
      for (let i = 0, x = 5; i < n; i++, x = (x * 37 + 11) % 101) v.push(i % 3 === 0 ? x + 0.5 : x)
      v.sort((a, b) => a - b)
      return flonumText(v.reduce((s, x, i) => s + i * x, 0))
    },
  ),
  program(
    'matrix product in vectors of vectors',
    [2, 14],
    (n) => `
(define (make n f) (let ((m (make-vector n 0))) (do ((i 0 (+ i 1))) ((= i n) m) (let ((r (make-vector n 0.))) (vector-set! m i r) (do ((j 0 (+ j 1))) ((= j n)) (vector-set! r j (f i j)))))))
(define (ref m i j) (vector-ref (vector-ref m i) j))
(define (product a b n) (make n (lambda (i j) (do ((k 0 (+ k 1)) (s 0 (+ s (* (ref a i k) (ref b k j))))) ((= k n) s)))))
(define (trace m n) (do ((i 0 (+ i 1)) (s 0 (+ s (ref m i i)))) ((= i n) s)))
(let ((a (make ${n} (lambda (i j) (+ i (* 0.5 j))))) (b (make ${n} (lambda (i j) (- i j))))) (trace (product a b ${n}) ${n}))`,
    (n) => {
      let s = 0
      for (let i = 0; i < n; i++) {
        let t = 0
        for (let k = 0; k < n; k++) t += (i + 0.5 * k) * (k - i)
        s += t
      }
      return flonumText(s)
    },
  ),
  program(
    'a loop with many exits and flags',
    [20, 1000],
    (n) => `
(define (run n)
  (let loop ((i 0) (a #f) (b '()) (c 0) (d 1.5))
    (cond ((= i n) (list a c d (if (null? b) 0 (car b))))
          ((and a (not (null? b)) (< c 50)) (loop (+ i 1) (not a) (cdr b) (+ c 1) (- d)))
          ((or (eq? a #t) (< d 0.)) (loop (+ i 1) #f b (- c 3) (+ d 3.)))
          ((case (remainder i 5) ((0 2) #t) ((3) (< c 0)) (else #f)) (loop (+ i 1) #t (cons i b) c d))
          (else (loop (+ i 1) (if (< 3 c) a (char? #\\a)) b (+ c 2) d)))))
(run ${n})`,
    (n) => {
      let a: boolean = false
      let b: number[] = []
      let [c, d] = [0, 1.5]
      for (let i = 0; i < n; i++) {
        if (a && b.length > 0 && c < 50) {
          a = !a
          b = b.slice(1)
          c += 1
          d = 0 - d
        } else if (a || d < 0) {
          a = false
          c -= 3
          d += 3
        } else if (i % 5 === 0 || i % 5 === 2 || (i % 5 === 3 && c < 0)) {
          a = true
          b = [i, ...b]
        } else {
          if (!(3 < c)) a = true
          c += 2
        }
      }
      return `(${a ? '#t' : '#f'} ${c} ${flonumText(d)} ${b[0] ?? 0})`
    },
  ),
  program(
    'a list of many constants of all kinds',
    [2, 60],
    (n) => `
(define (run n l) (if (= n 0) l (run (- n 1) (list 1 -1 ${2n ** 60n - 1n} ${-(2n ** 60n)} 4294967296 1.5 -0.0 1e300 1e-300 #t #f '() #\\a "s" 'sym '(1 (2 . 3)) (vector 1 2.5 'x)))))
(run ${n} 0)`,
    () =>
      `(1 -1 ${2n ** 60n - 1n} ${-(2n ** 60n)} 4294967296 1.5 -0.0 1e300 1e-300 #t #f () #\\a "s" sym (1 (2 . 3)) #(1 2.5 x))`,
  ),
]

const failing = (name: string, kind: string, body: string): StressProgram =>
  program(
    name,
    [10, 400],
    (n) => `
(define v (make-vector 5 1))
(define (bad i) (if (= i ${n}) ${body} i))
(define (run i s x y) (if (< ${n} i) s (run (+ i 1) (+ s (bad i)) y x)))
(+ 1 (run 0 0 1.5 '()))`,
    () => `error: ${kind}`,
  )

const errors: StressProgram[] = [
  failing('car of a fixnum, late', 'wrong-type', '(car i)'),
  failing('addition of a pair, late', 'wrong-type', '(+ i (list i))'),
  failing('index out of range, late', 'bad-index', '(vector-ref v (- i i -5))'),
  failing('negative index, late', 'bad-index', '(vector-ref v (- i i 1))'),
  failing('flonum index, late', 'bad-index', '(vector-set! v 1.5 i)'),
  failing('division by zero, late', 'division-by-zero', '(quotient i (- i i))'),
  failing('call of a number, late', 'wrong-type', '(i i)'),
  failing('wrong number of arguments, late', 'arity', '(bad i i)'),
  failing('comparison with a symbol, late', 'wrong-type', "(if (< i 'a) 1 2)"),
  program(
    'an error below a deep recursion',
    [30, 50_000],
    (n) => `(define (f n) (if (= n 0) (car n) (+ 1 (f (- n 1))))) (f ${n})`,
    () => 'error: wrong-type',
  ),
  program(
    'use before initialisation',
    [1, 1],
    () => `(define (f) (letrec ((a (lambda () b)) (b (a))) b)) (f)`,
    () => 'error: uninitialized',
  ),
]

export const statePrograms: readonly StressProgram[] = [
  ...changingTypes,
  ...globals,
  ...loops,
  ...errors,
  program(
    'sums of many operands of all kinds',
    [2, 100],
    (
      n,
    ) => `(define (run n s) (if (= n 0) s (run (- n 1) (+ s ${times(30, (i) => (i % 4 === 0 ? `${i}.25` : String(i)))}))))
(run ${n} 0)`,
    (n) => {
      let s = 0
      for (let k = 0; k < n; k++) for (let i = 0; i < 30; i++) s += i % 4 === 0 ? i + 0.25 : i
      return flonumText(s)
    },
  ),
]
