;;; name: hofstadter
;;; class: calls
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; hofstadter: the mutually recursive female and male sequences, and parity by mutual tail calls.
;; Each value takes many nested calls of both procedures.

(import (scheme base) (scheme process-context) (scheme write))

(define size 110) ; the largest index; small 50

(define (expected n)
  (cond ((= n 50) 1649)
        ((= n 110) 4902)
        (else #f)))

(define (female n)
  (if (= n 0) 1 (- n (male (female (- n 1))))))

(define (male n)
  (if (= n 0) 0 (- n (female (male (- n 1))))))

(define (even-by-steps? n)
  (or (= n 0) (odd-by-steps? (- n 1))))

(define (odd-by-steps? n)
  (and (not (= n 0)) (even-by-steps? (- n 1))))

(define (sum-of-differences limit)
  (let loop ((n 0) (sum 0))
    (if (> n limit)
        sum
        (loop (+ n 1)
              (+ sum
                 (* 100 (- (female n) (male n)))
                 (female n)
                 (if (even-by-steps? (* n 500)) 1 2))))))

(define (main)
  (let ((result (sum-of-differences size))
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
