;;; name: sieve
;;; class: vectors
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; sieve: how many primes lie below a limit, time after time. One large vector of booleans,
;; written with growing strides and read once.

(import (scheme base) (scheme process-context) (scheme write))

(define size 200) ; sieves of the numbers below 200000; small 2

(define (expected n)
  (cond ((= n 2) 35968)
        ((= n 200) 3596800)
        (else #f)))

(define (strike-multiples! prime? step limit)
  (do ((i (* step step) (+ i step)))
      ((>= i limit))
    (vector-set! prime? i #f)))

(define (count-true flags)
  (let ((count 0))
    (vector-for-each (lambda (flag) (if flag (set! count (+ count 1)))) flags)
    count))

(define (count-primes limit)
  (let ((prime? (make-vector limit #t)))
    (vector-set! prime? 0 #f)
    (vector-set! prime? 1 #f)
    (do ((i 2 (+ i 1)))
        ((>= (* i i) limit) (count-true prime?))
      (if (vector-ref prime? i)
          (strike-multiples! prime? i limit)))))
(define (run-rounds count)
  (let loop ((left count) (total 0))
    (if (= left 0)
        total
        (loop (- left 1) (+ total (count-primes 200000))))))

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
