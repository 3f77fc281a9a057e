; Assigned variables in registers and boxes, when a call returns a second time.

(define (show . items) (display items) (newline))

(define entries 0)
(define again #f)
(define (mark value) (call/cc (lambda (k) (set! again k) value)))
(define (enter-twice value)
  (set! entries (+ entries 1))
  (if (< entries 3) (again value)))

; Assigned after the call and read: one variable for both returns.
(define (counting)
  (let ((n 0))
    (mark #f)
    (set! n (+ n 1))
    (enter-twice #f)
    n))
(show 'counting (counting))

; Assigned after the call before it is read.
(define (replaced)
  (set! entries 0)
  (let ((n 10))
    (set! n (mark 1))
    (enter-twice (+ n 1))
    n))
(show 'replaced (replaced))

; Read before the call, assigned with its result.
(define (summed)
  (set! entries 0)
  (let ((sum 0))
    (do ((i 0 (+ i 1))) ((= i 3)) (set! sum (+ sum (mark i))))
    (enter-twice 100)
    sum))
(show 'summed (summed))

; A round of a loop entered again.
(define (rounds)
  (set! entries 0)
  (let ((seen '()))
    (do ((i 0 (+ i 1))) ((= i 3)) (set! seen (cons (if (= i 1) (mark i) i) seen)))
    (enter-twice 'x)
    (reverse seen)))
(show 'rounds (rounds))

; Captured after its last assignment, and before one.
(define (captured x)
  (let ((early 1) (late 1))
    (set! early (+ x 1))
    (let ((f (lambda () (list early late))))
      (set! late (+ x 2))
      (f))))
(show 'captured (captured 5))

(define (collected)
  (let ((i 0) (all '()))
    (let loop ()
      (if (< i 3)
          (begin
            (set! i (+ i 1))
            (set! all (cons (lambda () i) all))
            (loop))))
    (map (lambda (f) (f)) all)))
(show 'collected (collected))

; Only one branch assigns, only the other calls.
(define (branches x)
  (let ((n 0))
    (if x (mark 1) (set! n 5))
    n))
(show 'branches (branches #t) (branches #f))

(define (inner-assigns)
  (let ((n 0))
    (define (up!) (set! n (+ n 1)))
    (up!)
    (up!)
    n))
(show 'inner-assigns (inner-assigns))
;=> (counting 3)
;=> (replaced 3)
;=> (summed 101)
;=> (rounds (0 1 2 x 2 x 2))
;=> (captured (6 7))
;=> (collected (3 3 3))
;=> (branches 0 5)
;=> (inner-assigns 2)
