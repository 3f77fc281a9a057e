;;; name: pi-digits
;;; class: bignums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; pi-digits: the sum of the first decimals of pi, from Machin's formula in scaled integers.
;; Bignum divided by small number, long sums, and a conversion to decimal at the end.

(import (scheme base) (scheme process-context) (scheme write))

(define size 20000) ; decimals; small 200

(define (expected n)
  (cond ((= n 200) 900)
        ((= n 20000) 90158)
        (else #f)))

;; scale * arctan(1 / x)
(define (arc-tangent x scale)
  (let ((x2 (* x x)))
    (let loop ((power (quotient scale x)) (n 1) (sum 0) (sign 1))
      (if (= power 0)
          sum
          (loop (quotient power x2)
                (+ n 2)
                (+ sum (* sign (quotient power n)))
                (- sign))))))

(define (pi-scaled decimals)
  (let* ((guard-digits 10)
         (scale (expt 10 (+ decimals guard-digits))))
    (quotient (* 4 (- (* 4 (arc-tangent 5 scale)) (arc-tangent 239 scale)))
              (expt 10 guard-digits))))

(define (digit-sum text)
  (let loop ((i 0) (sum 0))
    (if (= i (string-length text))
        sum
        (loop (+ i 1)
              (+ sum (- (char->integer (string-ref text i)) (char->integer #\0)))))))

;; The 3 before the point does not count.
(define (decimal-sum decimals)
  (- (digit-sum (number->string (pi-scaled decimals))) 3))

(define (main)
  (let ((result (decimal-sum size))
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
