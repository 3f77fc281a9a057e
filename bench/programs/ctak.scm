;;; name: ctak
;;; class: continuations
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; ctak: Takeuchi's function where every call captures a continuation and every result is sent
;; through one, so that captures nest as deep as the calls.

(import (scheme base) (scheme process-context) (scheme write))

(define size 40) ; how many times (ctak 18 12 6) is computed; small 1

(define (expected n)
  (cond ((= n 1) 7)
        ((= n 40) 280)
        (else #f)))

(define (ctak x y z)
  (call-with-current-continuation
    (lambda (return) (ctak-to return x y z))))

(define (ctak-to return x y z)
  (if (not (< y x))
      (return z)
      (call-with-current-continuation
        (lambda (outer)
          (ctak-to outer
                   (call-with-current-continuation (lambda (k) (ctak-to k (- x 1) y z)))
                   (call-with-current-continuation (lambda (k) (ctak-to k (- y 1) z x)))
                   (call-with-current-continuation (lambda (k) (ctak-to k (- z 1) x y))))))))
(define (sum-of-ctaks count)
  (let loop ((left count) (sum 0))
    (if (= left 0)
        sum
        (loop (- left 1) (+ sum (ctak 18 12 6))))))

(define (main)
  (let ((result (sum-of-ctaks size))
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
