;;; name: lucas-lehmer
;;; class: bignums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; lucas-lehmer: the sum of the prime exponents up to n that give Mersenne primes. Bignum squares
;; and remainders of a few hundred digits.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1700) ; the largest exponent; small 130

(define (expected n)
  (cond ((= n 130) 481)
        ((= n 1700) 2888)
        (else #f)))

(define (prime? n)
  (let loop ((d 2))
    (cond ((> (* d d) n) #t)
          ((= (remainder n d) 0) #f)
          (else (loop (+ d 1))))))

(define (mersenne-prime? p)
  (let ((modulus (- (expt 2 p) 1)))
    (let loop ((left (- p 2)) (s 4))
      (if (= left 0)
          (= s 0)
          (loop (- left 1) (modulo (- (* s s) 2) modulus))))))

(define (exponent-sum limit)
  (let loop ((p 3) (sum 2))
    (cond ((> p limit) sum)
          ((and (prime? p) (mersenne-prime? p)) (loop (+ p 2) (+ sum p)))
          (else (loop (+ p 2) sum)))))

(define (main)
  (let ((result (exponent-sum size))
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
