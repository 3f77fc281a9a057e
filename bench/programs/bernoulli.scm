;;; name: bernoulli
;;; class: bignums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; bernoulli: the numerators of the Bernoulli numbers, each reduced modulo a prime, from the
;; Akiyama-Tanigawa triangle in exact fractions (pairs of integers in lowest terms).

(import (scheme base) (scheme process-context) (scheme write))

(define size 350) ; the last index; small 24

(define (expected n)
  (cond ((= n 24) 44991737)
        ((= n 350) 604718898)
        (else #f)))

(define (fraction n d)
  (let ((g (gcd n d)))
    (cons (quotient n g) (quotient d g))))

(define (fraction-difference a b)
  (fraction (- (* (car a) (cdr b)) (* (car b) (cdr a)))
            (* (cdr a) (cdr b))))

(define (fraction-scale k a)
  (fraction (* k (car a)) (cdr a)))

;; Replaces the row from `m` down to 0 after its newest element was put at `m`.
(define (sweep! row m)
  (do ((j m (- j 1)))
      ((= j 0))
    (vector-set! row (- j 1)
      (fraction-scale j (fraction-difference (vector-ref row (- j 1)) (vector-ref row j))))))

(define (numerator-checksum last)
  (let ((row (make-vector (+ last 1) (cons 0 1))))
    (let loop ((m 0) (sum 0))
      (if (> m last)
          sum
          (begin
            (vector-set! row m (fraction 1 (+ m 1)))
            (sweep! row m)
            (let ((b (vector-ref row 0)))
              (loop (+ m 1)
                    (modulo (+ (* 31 sum) (car b) (* 7 (cdr b))) 1000000007))))))))

(define (main)
  (let ((result (numerator-checksum size))
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
