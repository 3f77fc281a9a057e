;;; name: totient
;;; class: fixnum-loops
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; totient: the sum of Euler's totient over 1 to n, by counting coprime pairs with Euclid's
;; algorithm written out. A triple loop whose inner one is a chain of remainders.

(import (scheme base) (scheme process-context) (scheme write))

(define size 5000) ; the largest number; small 300

(define (expected n)
  (cond ((= n 300) 27398)
        ((= n 5000) 7600458)
        (else #f)))

(define (greatest-divisor a b)
  (if (= b 0) a (greatest-divisor b (remainder a b))))

(define (totient n)
  (do ((k 1 (+ k 1))
       (count 0 (if (= (greatest-divisor n k) 1) (+ count 1) count)))
      ((> k n) count)))

(define (totient-sum limit)
  (do ((n 1 (+ n 1))
       (sum 0 (+ sum (totient n))))
      ((> n limit) sum)))

(define (main)
  (let ((result (totient-sum size))
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
