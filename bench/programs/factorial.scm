;;; name: factorial
;;; class: bignums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; factorial: the digit sum of n!, taken apart by division into limbs and then into digits.
;; Products of balanced halves, so both operands are bignums.

(import (scheme base) (scheme process-context) (scheme write))

(define size 25000) ; whose factorial; small 200

(define (expected n)
  (cond ((= n 200) 1404)
        ((= n 25000) 417204)
        (else #f)))

(define (product low high)
  (if (= low high)
      low
      (let ((middle (quotient (+ low high) 2)))
        (* (product low middle) (product (+ middle 1) high)))))

(define limb (expt 10 9))

(define (small-digit-sum n)
  (if (= n 0)
      0
      (+ (remainder n 10) (small-digit-sum (quotient n 10)))))

(define (digit-sum n)
  (let loop ((n n) (sum 0))
    (if (= n 0)
        sum
        (let-values (((rest low) (truncate/ n limb)))
          (loop rest (+ sum (small-digit-sum low)))))))

(define (main)
  (let ((result (digit-sum (product 1 size)))
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
