// Programs about calls: deep recursion, mutual recursion, tail calls between arities, rest lists,
// closures and what they capture, returns whose type changes.

import { flonumText, times } from './numbers.ts'
import { program, type StressProgram } from './program.ts'

const recursion: StressProgram[] = [
  program(
    'deep sum',
    [60, 100_000],
    (n) => `(define (f n) (if (= n 0) 0 (+ n (f (- n 1))))) (f ${n})`,
    (n) => (n * (n + 1)) / 2,
  ),
  program(
    'deep sum of doubles',
    [60, 100_000],
    (n) => `(define (f n x) (if (= n 0) x (+ (* x 0.5) (f (- n 1) (+ x 1.))))) (f ${n} 0.25)`,
    (n) => {
      const xs = Array.from({ length: n + 1 }, (_, i) => 0.25 + i)
      return flonumText(xs.slice(0, n).reduceRight((acc, x) => x * 0.5 + acc, xs[n] as number))
    },
  ),
  program(
    'deep list',
    [40, 100_000],
    (n) => `(define (f n) (if (= n 0) '() (cons n (f (- n 1)))))
(define (count l k) (if (null? l) k (count (cdr l) (+ k (car l)))))
(count (f ${n}) 0)`,
    (n) => (n * (n + 1)) / 2,
  ),
  program(
    'deep recursion with many live values',
    [30, 30_000],
    (n) => `(define (f n a b c d e x y z)
  (if (= n 0) (+ a b c d e x y z)
      (let ((r (f (- n 1) b c d e a y z x)))
        (if (< r 0) a (+ (- r a) a (* x 0.) (* y 0.) b (- b))))))
(f ${n} 1 2 3 4 5 1.5 2.5 3.5)`,
    () => '22.5',
  ),
  program(
    'deep recursion with a closure',
    [30, 20_000],
    (n) => `(define (f n k) (if (= n 0) (k 0) (+ 1 (f (- n 1) (lambda (x) (+ x (k n)))))))
(define (g n k) (if (= n 0) (k 0) (g (- n 1) (lambda (x) (+ 1 (k (+ x n)))))))
(list (g ${n} (lambda (x) x)))`,
    (n) => `(${(n * (n + 1)) / 2 + n})`,
  ),
  program(
    'deep recursion with rest lists',
    [30, 20_000],
    (n) => `(define (len l) (if (null? l) 0 (+ 1 (len (cdr l)))))
(define (f n . rest) (if (= n 0) (len rest) (+ (len rest) (f (- n 1) n n 1.5 n n n))))
(f ${n} 1)`,
    (n) => (n === 0 ? 1 : 1 + 6 * n),
  ),
  program(
    'mutual recursion in tail position',
    [50, 100_000],
    (n) => `(define (even? n) (if (= n 0) #t (odd? (- n 1))))
(define (odd? n) (if (= n 0) #f (even? (- n 1))))
(list (even? ${n}) (odd? ${n}))`,
    (n) => (n % 2 === 0 ? '(#t #f)' : '(#f #t)'),
  ),
  program(
    'mutual recursion, not in tail position',
    [20, 20_000],
    (n) => `(define (f n) (if (= n 0) 0. (+ 0.5 (g (- n 1)))))
(define (g n) (if (= n 0) 0 (+ 1 (f (- n 1)))))
(list (f ${n}) (g ${n}))`,
    (n) => {
      const f = (m: number) => Math.ceil(m / 2) * 0.5 + Math.floor(m / 2)
      const g = (m: number) => Math.ceil(m / 2) + Math.floor(m / 2) * 0.5
      return n % 2 === 0
        ? `(${flonumText(f(n))} ${flonumText(g(n)) === '0.0' ? '0' : flonumText(g(n))})`
        : `(${flonumText(f(n))} ${flonumText(g(n))})`
    },
  ),
  program(
    'ackermann',
    [1, 2],
    (
      n,
    ) => `(define (a m n) (cond ((= m 0) (+ n 1)) ((= n 0) (a (- m 1) 1)) (else (a (- m 1) (a m (- n 1))))))
(a ${n} 9)`,
    (n) => (n === 1 ? 11 : 21),
  ),
  program(
    'tak of integers and doubles',
    [4, 8],
    (
      n,
    ) => `(define (tak x y z) (if (not (< y x)) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
(list (tak ${n} 4 2) (tak ${n}. 4. 2.) (tak ${n} 4. 2))`,
    (n) => {
      const tak = (x: number, y: number, z: number): number =>
        y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z
      const value = tak(n, 4, 2)
      // The mixed call: which of the three kinds comes out is followed with tags.
      interface N {
        readonly v: number
        readonly d: boolean
      }
      const minus = (a: N): N => ({ v: a.v - 1, d: a.d })
      const mixed = (x: N, y: N, z: N): N =>
        y.v < x.v ? mixed(mixed(minus(x), y, z), mixed(minus(y), z, x), mixed(minus(z), x, y)) : z
      const m = mixed({ v: n, d: false }, { v: 4, d: true }, { v: 2, d: false })
      return `(${value} ${flonumText(value)} ${m.d ? flonumText(m.v) : m.v})`
    },
  ),
]

const tailCalls: StressProgram[] = [
  program(
    'tail calls between arities',
    [30, 10_000],
    (n) => `
(define (f2 n a) (if (= n 0) a (f8 (- n 1) a 1 2 3 4 5 6)))
(define (f8 n a b c d e f g) (if (= n 0) (+ a b c d e f g) (f20 (- n 1) a b c d e f g 8 9 10 11 12 13 14 15 16 17 18 19.5)))
(define (f20 n a b c d e f g h i j k l m o p q r s t) (if (= n 0) (+ a s t) (f3 (- n 1) (+ a t) s)))
(define (f3 n a b) (if (= n 0) (+ a b) (f2 (- n 1) (- a b))))
(define (f0) (f2 ${n} 1))
(f0)`,
    (n) => {
      let a = 1
      let isDouble = false
      for (let k = n, at = 2; ; k--) {
        if (at === 2) {
          if (k === 0) return isDouble ? flonumText(a) : a
          at = 8
        } else if (at === 8) {
          if (k === 0) return isDouble ? flonumText(a + 21) : a + 21
          at = 20
        } else if (at === 20) {
          if (k === 0) return flonumText(a + 18 + 19.5)
          a += 19.5
          isDouble = true
          at = 3
        } else {
          if (k === 0) return flonumText(a + 18)
          a -= 18
          at = 2
        }
      }
    },
  ),
  program(
    'continuation passing',
    [30, 5000],
    (
      n,
    ) => `(define (sum n k) (if (= n 0) (k 0 1.5) (sum (- n 1) (lambda (x y) (k (+ x n) (* y 1.))))))
(sum ${n} (lambda (x y) (cons x y)))`,
    (n) => `(${(n * (n + 1)) / 2} . 1.5)`,
  ),
  program(
    'rest arguments of many lengths',
    [2, 50],
    (n) => `
(define (total l k) (if (null? l) k (total (cdr l) (+ k (car l)))))
(define (f a b . r) (+ a b (total r 0)))
(define (g . r) (total r 0))
(define (h a b c d . r) (if (null? r) (- a d) (total r d)))
(define (run i k)
  (if (= i 0) k
      (run (- i 1)
           (+ k ${Array.from({ length: 40 }, (_, c) => `(f 1 ${c} ${times(c, String)}) (g ${times(c, String)}) (h 1 2 3 4 ${times(c, String)})`).join('\n')}))))
(run ${n} 0)`,
    (n) => {
      let k = 0
      for (let c = 0; c < 40; c++) {
        const total = (c * (c - 1)) / 2
        k += 1 + c + total + total + (c === 0 ? -3 : 4 + total)
      }
      return n * k
    },
  ),
  program(
    'higher-order loop over many callees',
    [4, 400],
    (n) =>
      `
(define fs (list (lambda (x) (+ x 1)) (lambda (x) (* x 0.5)) (lambda x (car x)) (lambda (x) (- x)) (lambda (x) (quotient 7 2)) car-free))
(define (run i x l)
  (if (= i 0) x (if (null? l) (run (- i 1) x fs) (run i ((car l) x) (cdr l)))))
(run ${n} 3 fs)`.replace('car-free', '(lambda (x) (if (fixnum? x) (+ x 0.25) 4))'),
    (n) => {
      let [v, d] = [3, false]
      for (let i = 0; i < n; i++) {
        v = -((v + 1) * 0.5)
        v = 3
        v = v + 0.25
        d = true
      }
      return d ? flonumText(v) : v
    },
  ),
]

const closures: StressProgram[] = [
  program(
    'closures made in a loop',
    [10, 1000],
    (n) => `
(define (make n) (let loop ((i 0) (l '())) (if (= i n) l (let ((x (* i 0.5)) (y (- i))) (loop (+ i 1) (cons (lambda (z) (+ x y z i)) l))))))
(define (all l k) (if (null? l) k (all (cdr l) (+ k ((car l) 1)))))
(all (make ${n}) 0)`,
    (n) => {
      let k = 0
      for (let i = n - 1; i >= 0; i--) k += i * 0.5 - i + 1 + i
      return flonumText(k)
    },
  ),
  program(
    'closures with many captures',
    [5, 200],
    (n) => `
(define (make ${times(20, (i) => `c${i}`)}) (lambda (k) (+ k ${times(20, (i) => `c${i}`)})))
${Array.from({ length: 20 }, (_, c) => `(define (make-${c + 1} ${times(c + 1, (i) => `c${i}`)}) (lambda () (set! c0 (+ c0 1)) (list ${times(c + 1, (i) => `c${i}`)})))`).join('\n')}
(define (run i k) (if (= i 0) k (run (- i 1) ((make ${times(20, (i) => (i % 2 === 0 ? String(i) : `${i}.5`))}) k))))
(define (total l k) (if (null? l) k (total (cdr l) (+ k (car l)))))
(list (run ${n} 0) (+ ${times(20, (c) => `(let ((f (make-${c + 1} ${times(c + 1, (i) => String(i + 1))}))) (f) (total (f) 0))`)}))`,
    (n) => {
      const each = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? i : i + 0.5)).reduce(
        (a, b) => a + b,
        0,
      )
      let all = 0
      for (let c = 1; c <= 20; c++) all += (c * (c + 1)) / 2 + 2
      return `(${flonumText(n * each)} ${all})`
    },
  ),
  program(
    'captured variables that are assigned',
    [10, 2000],
    (n) => `
(define (counter start step) (let ((now start)) (lambda () (set! now (+ now step)) now)))
(define a (counter 0 1)) (define b (counter 0.5 0.25)) (define c (counter 10 -1))
(define (run i x) (if (= i 0) (list x (a) (b) (c)) (begin (a) (b) (c) (run (- i 1) (+ (a) (b) (c))))))
(run ${n} 0)`,
    (n) => {
      const k = 2 * n
      const at = (m: number) => [m, 0.5 + 0.25 * m, 10 - m] as const
      const [a, b, c] = at(k)
      const [d, e, f] = at(k + 1)
      return `(${flonumText(a + b + c)} ${d} ${flonumText(e)} ${f})`
    },
  ),
  program(
    'assigned variable captured by two closures in a loop',
    [10, 500],
    (n) => `
(define (run n)
  (let ((x 0) (y 0.5))
    (let ((up (lambda (d) (set! x (+ x d)) (set! y (* y 1.5)))) (get (lambda () (if (< 1e9 y) (set! y 0.5)) (+ x y))))
      (let loop ((i 0) (s 0)) (if (= i n) (list s x (get)) (begin (up i) (loop (+ i 1) (+ s (get)))))))))
(run ${n})`,
    (n) => {
      let [x, y, s] = [0, 0.5, 0]
      const get = () => {
        if (1e9 < y) y = 0.5
        return x + y
      }
      for (let i = 0; i < n; i++) {
        x += i
        y *= 1.5
        s += get()
      }
      return `(${flonumText(s)} ${x} ${flonumText(get())})`
    },
  ),
  program(
    'letrec of closures that capture each other and a double',
    [10, 3000],
    (n) => `
(define (run n d)
  (letrec ((f (lambda (i k) (if (= i 0) k (g (- i 1) (+ k d)))))
           (g (lambda (i k) (if (= i 0) k (h (- i 1) (+ k 1)))))
           (h (lambda (i k) (if (= i 0) (list k f-is-procedure) (+ 0 (f (- i 1) k)))))
           (f-is-procedure 7))
    (f n 0)))
(run ${n - (n % 3)} 0.5)`,
    (n) => flonumText(((n - (n % 3)) / 3) * 1.5),
  ),
]

const returns: StressProgram[] = [
  program(
    'a callee whose result type changes',
    [30, 900],
    (n) => `
(define (f i) (cond ((< i ${Math.floor(n / 3)}) i) ((< i ${Math.floor((2 * n) / 3)}) (* i 0.5)) (else (list i))))
(define (run n)
  (let loop ((i 0) (ints 0) (doubles 0) (pairs 0))
    (if (= i n) (list ints doubles pairs)
        (let ((r (f i)))
          (cond ((fixnum? r) (loop (+ i 1) (+ ints r) doubles pairs))
                ((flonum? r) (loop (+ i 1) ints (+ doubles r) pairs))
                (else (loop (+ i 1) ints doubles (+ pairs (car r)))))))))
(run ${n})`,
    (n) => {
      let [a, b, c] = [0, 0, 0]
      for (let i = 0; i < n; i++) {
        if (i < Math.floor(n / 3)) a += i
        else if (i < Math.floor((2 * n) / 3)) b += i * 0.5
        else c += i
      }
      return `(${a} ${flonumText(b)} ${c})`
    },
  ),
  program(
    'one procedure, arguments of all types',
    [4, 100],
    (n) => `
(define (kind x) (cond ((fixnum? x) 1) ((flonum? x) 2) ((pair? x) 3) ((null? x) 4) ((char? x) 5) ((vector? x) 6)
  ((string? x) 7) ((symbol? x) 8) ((procedure? x) 9) ((eq? x #t) 10) ((not x) 11) (else 12)))
(define (two x y) (+ (* 100 (kind x)) (kind y)))
(define all (list 1 1.5 1e300 '(1) '() #\\a (vector 1) "s" 's kind #t #f))
(define (inner x l k) (if (null? l) k (inner x (cdr l) (+ k (two x (car l)) (two (car l) x)))))
(define (outer l k) (if (null? l) k (outer (cdr l) (inner (car l) all k))))
(define (run i k) (if (= i 0) k (run (- i 1) (outer all k))))
(run ${n} 0)`,
    (n) => {
      const kinds = [1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
      let k = 0
      for (const a of kinds) for (const b of kinds) k += 101 * (a + b)
      return n * k
    },
  ),
]

export const callPrograms: readonly StressProgram[] = [
  ...recursion,
  ...tailCalls,
  ...closures,
  ...returns,
]
