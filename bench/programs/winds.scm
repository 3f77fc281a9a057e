;;; name: winds
;;; class: exceptions
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; winds: dynamic-wind around normal returns, escapes by continuation, and exceptions, with
;; counters that every entry and exit must leave balanced.

(import (scheme base) (scheme process-context) (scheme write))

(define size 3000000) ; rounds; small 1500

(define (expected n)
  (cond ((= n 1500) 37507000)
        ((= n 3000000) 75006004000)
        (else #f)))

(define depth 0)
(define entries 0)
(define deepest 0)

(define (enter!)
  (set! depth (+ depth 1))
  (set! entries (+ entries 1))
  (set! deepest (max deepest depth)))

(define (leave!)
  (set! depth (- depth 1)))

(define (protected thunk)
  (dynamic-wind enter! thunk leave!))

(define (nested count thunk)
  (if (= count 0)
      (thunk)
      (protected (lambda () (nested (- count 1) thunk)))))

(define (one-round i)
  (let ((levels (+ 1 (modulo i 4))))
    (case (modulo i 3)
      ((0) (nested levels (lambda () 1)))
      ((1)
       (call-with-current-continuation
         (lambda (escape)
           (nested levels (lambda () (escape 2)))
           -100)))
      (else
       (guard (x ((number? x) x))
         (nested levels (lambda () (raise 3))))))))

(define (run-rounds count)
  (let loop ((i 0) (sum 0))
    (cond ((< i count) (loop (+ i 1) (+ sum (one-round i))))
          ((= depth 0) (+ sum (* 1000 deepest) (* 10000 entries)))
          (else -1))))

(define (main)
  (let ((result (run-rounds size))
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
