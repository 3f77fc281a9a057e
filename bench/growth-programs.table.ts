// Programs whose cost should grow in a known way with their size: a dozen things every program does.
// `time` and `memory` are the exponents a good implementation has; `base` is the smallest size.
// Sizes are chosen so that the smallest takes our lazy tier some milliseconds.

export type GrowthProgram = {
  name: string
  doc: string
  base: number
  /** Expected exponents in the size; memory is what is reachable at once. */
  time: number
  memory: number
  /** The R7RS program of a size, without its import. */
  source: (size: number) => string
}

/** Prints what a benchmark program prints: these only have to end. */
const done = '(display "ok") (newline)'

export const growthPrograms: readonly GrowthProgram[] = [
  {
    name: 'loop', doc: 'counts up', base: 4_000_000, time: 1, memory: 0,
    source: (n) => `(define (count i) (if (< i ${n}) (count (+ i 1)) i))\n(count 0)\n${done}`,
  },
  {
    name: 'garbage', doc: 'allocates pairs that die at once', base: 500_000, time: 1, memory: 0,
    source: (n) => `(define (make i last) (if (< i ${n}) (make (+ i 1) (cons i i)) last))\n(make 0 0)\n${done}`,
  },
  {
    name: 'list-building', doc: 'a list that stays alive', base: 100_000, time: 1, memory: 1,
    source: (n) => `(define (build i l) (if (< i ${n}) (build (+ i 1) (cons i l)) l))
(define kept (build 0 '()))
(define (sum l s) (if (null? l) s (sum (cdr l) (+ s (car l)))))
(sum kept 0)\n${done}`,
  },
  {
    name: 'vector-filling', doc: 'fills a vector with new pairs, in order', base: 100_000, time: 1, memory: 1,
    source: (n) => `(define v (make-vector ${n} 0))
(define (fill i) (if (< i ${n}) (begin (vector-set! v i (cons i i)) (fill (+ i 1))) i))
(fill 0)\n${done}`,
  },
  {
    name: 'old-vector-churn', doc: 'stores new pairs into a full vector, over and over', base: 20_000, time: 1, memory: 1,
    source: (n) => `(define v (make-vector ${n} 0))
(define (fill i k) (if (< i ${n}) (begin (vector-set! v i (cons i k)) (fill (+ i 1) k)) i))
(define (rounds k) (if (< k 16) (begin (fill 0 k) (rounds (+ k 1))) k))
(rounds 0)\n${done}`,
  },
  {
    name: 'deep-recursion', doc: 'recursion that is not a tail call', base: 50_000, time: 1, memory: 1,
    source: (n) => `(define (deep i) (if (= i 0) 0 (+ 1 (deep (- i 1)))))\n(deep ${n})\n${done}`,
  },
  {
    name: 'deep-and-allocating', doc: 'deep recursion that collects on its way', base: 50_000, time: 1, memory: 1,
    source: (n) => `(define (copy i) (if (= i 0) '() (cons (make-vector 8 i) (copy (- i 1)))))\n(copy ${n})\n${done}`,
  },
  {
    name: 'closures', doc: 'a chain of closures, made and called', base: 50_000, time: 1, memory: 1,
    source: (n) => `(define (chain i f) (if (= i 0) f (chain (- i 1) (lambda (x) (f (+ x i))))))
((chain ${n} (lambda (x) x)) 0)\n${done}`,
  },
  {
    name: 'hash-table', doc: 'open addressing in a vector, half full', base: 20_000, time: 1, memory: 1,
    source: (n) => `(define slots ${2 * n})
(define keys (make-vector slots #f))
(define (find k i) (let ((there (vector-ref keys i)))
  (if (or (not there) (= there k)) i (find k (if (= i ${2 * n - 1}) 0 (+ i 1))))))
(define (insert! k) (vector-set! keys (find k (remainder (* k 7919) slots)) k))
(define (fill k) (if (< k ${n}) (begin (insert! (* k 3)) (fill (+ k 1))) k))
(fill 0)\n${done}`,
  },
  {
    name: 'sorting', doc: 'merge sort of a list; n log n', base: 10_000, time: 1.1, memory: 1,
    source: (n) => `(define (next x) (remainder (* x 16807) 2147483647))
(define (numbers i x l) (if (= i 0) l (numbers (- i 1) (next x) (cons x l))))
(define (merge a b) (cond ((null? a) b) ((null? b) a)
  ((< (car b) (car a)) (cons (car b) (merge a (cdr b)))) (else (cons (car a) (merge (cdr a) b)))))
(define (drop l k) (if (= k 0) l (drop (cdr l) (- k 1))))
(define (sort l k) (if (= k 1) (cons (car l) '())
  (let ((h (quotient k 2))) (merge (sort l h) (sort (drop l h) (- k h))))))
(sort (numbers ${n} 1 '()) ${n})\n${done}`,
  },
  {
    name: 'association-list', doc: 'looks every key up in an association list: quadratic by its nature', base: 250, time: 2, memory: 0,
    source: (n) => `(define (build i l) (if (= i 0) l (build (- i 1) (cons (cons i i) l))))
(define table (build ${n} '()))
(define (look k l) (if (= (car (car l)) k) (cdr (car l)) (look k (cdr l))))
(define (all i) (if (< i ${n}) (begin (look (+ i 1) table) (all (+ i 1))) i))
(define (rounds k) (if (= k 0) 0 (begin (all 0) (rounds (- k 1)))))
(rounds 20)\n${done}`,
  },
  {
    name: 'string-building', doc: 'a string, a character at a time through a port', base: 20_000, time: 1, memory: 1,
    source: (n) => `(define port (open-output-string))
(define (write-all i) (if (< i ${n}) (begin (write-char #\\a port) (write-all (+ i 1))) i))
(write-all 0)
(string-length (get-output-string port))\n${done}`,
  },
  {
    name: 'string-filling', doc: 'a string by string-set!', base: 100_000, time: 1, memory: 1,
    source: (n) => `(define s (make-string ${n} #\\a))
(define (fill i) (if (< i ${n}) (begin (string-set! s i #\\b) (fill (+ i 1))) i))
(fill 0)\n${done}`,
  },
  {
    name: 'symbol-interning', doc: 'new symbols from strings', base: 10_000, time: 1, memory: 1,
    source: (n) => `(define (make i l) (if (= i 0) l
  (make (- i 1) (cons (string->symbol (string-append "s" (number->string i))) l))))
(define kept (make ${n} '()))\n${done}`,
  },
  {
    name: 'bignum-size', doc: 'squares a number again and again; multiplication may be quadratic', base: 500, time: 2, memory: 0,
    source: (n) => `(define x (expt 3 ${n}))
(define (rounds k) (if (= k 0) 0 (begin (* x x) (rounds (- k 1)))))
(rounds 50)\n${done}`,
  },
  {
    name: 'continuations', doc: 'captures the continuation at every level of a recursion', base: 500, time: 1, memory: 1,
    source: (n) => `(define (deep i) (if (= i 0) 0 (+ 1 (call-with-current-continuation (lambda (k) (deep (- i 1)))))))
(deep ${n})\n${done}`,
  },
  {
    name: 'printing', doc: 'prints numbers', base: 5_000, time: 1, memory: 0,
    source: (n) => `(define (print i) (if (= i 0) 0 (begin (display i) (newline) (print (- i 1)))))
(print ${n})\n${done}`,
  },
]
