;;; name: same-fringe
;;; class: continuations
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; same-fringe: compares the leaves of trees of different shapes with generators. A generator
;; walks its tree recursively and leaves and re-enters the walk by continuations.

(import (scheme base) (scheme process-context) (scheme write))

(define size 21) ; depth of the trees; small 8

(define (expected n)
  (cond ((= n 8) 32640)
        ((= n 21) 2199022206976)
        (else #f)))

(define (balanced low high)
  (if (= (+ low 1) high)
      low
      (let ((middle (quotient (+ low high) 2)))
        (cons (balanced low middle) (balanced middle high)))))

(define (right-leaning low high)
  (if (= (+ low 1) high)
      low
      (cons low (right-leaning (+ low 1) high))))

;; A procedure that returns the next leaf at each call, and at the end `done`.
(define (leaf-generator tree)
  (define return #f)
  (define (walk tree)
    (if (pair? tree)
        (begin
          (walk (car tree))
          (walk (cdr tree)))
        (call-with-current-continuation
          (lambda (rest)
            (set! resume (lambda () (rest #f)))
            (return tree)))))
  (define resume
    (lambda ()
      (walk tree)
      (set! resume (lambda () (return 'done)))
      (return 'done)))
  (lambda ()
    (call-with-current-continuation
      (lambda (k)
        (set! return k)
        (resume)))))

;; The sum of the leaves up to the first difference.
(define (common-sum a b)
  (let ((next-a (leaf-generator a))
        (next-b (leaf-generator b)))
    (let loop ((sum 0))
      (let ((x (next-a)) (y (next-b)))
        (if (and (eqv? x y) (not (eq? x 'done)))
            (loop (+ sum x))
            sum)))))
(define (run-comparison depth)
  (let ((leaves (expt 2 depth)))
    (common-sum (balanced 0 leaves) (right-leaning 0 (+ leaves 3)))))

(define (main)
  (let ((result (run-comparison size))
        (wanted (expected size)))
    (cond ((equal? result wanted)
           (display "ok ")
           (write result)
           (newline))
          (else
           (display "wrong ")
           (write result)
           (display " expected ")
           (write wanted)
           (newline)
           (exit 1)))))

(main)
