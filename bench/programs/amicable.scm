;;; name: amicable
;;; class: fixnum-loops
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; amicable: the sum of all amicable numbers below n. Divisors are tried up to the square root, so
;; the inner loop's length varies with every number.

(import (scheme base) (scheme process-context) (scheme write))

(define size 250000) ; numbers below this; small 3000

(define (expected n)
  (cond ((= n 3000) 8442)
        ((= n 250000) 3684210)
        (else #f)))

(define (divisor-sum n)
  (let loop ((d 2) (sum 1))
    (let ((square (* d d)))
      (cond ((> square n) sum)
            ((= square n) (+ sum d))
            ((= (remainder n d) 0) (loop (+ d 1) (+ sum d (quotient n d))))
            (else (loop (+ d 1) sum))))))

(define (amicable? n)
  (let ((other (divisor-sum n)))
    (and (not (= other n))
         (> other 1)
         (= (divisor-sum other) n))))

(define (amicable-sum limit)
  (let loop ((n 2) (sum 0))
    (cond ((= n limit) sum)
          ((amicable? n) (loop (+ n 1) (+ sum n)))
          (else (loop (+ n 1) sum)))))

(define (main)
  (let ((result (amicable-sum size))
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
