;;; name: simpson
;;; class: flonums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; simpson: integrals by Simpson's rule over procedures passed as arguments. Exact and inexact
;; numbers meet in every step, so the arithmetic is generic.

(import (scheme base) (scheme process-context) (scheme write))

(define size 6000000) ; strips; small 2000

(define (expected n)
  (cond ((= n 2000) 9808260)
        ((= n 6000000) 9808260)
        (else #f)))

(define (cubic x) (+ (* x x x) (* -2 x x) (* 3 x) 1))

(define (bell x) (/ 4 (+ 1 (* x x))))

(define (integral f low high strips)
  (let ((step (/ (- high low) (inexact strips))))
    (let loop ((i 1) (odd-sum 0.0) (even-sum 0.0))
      (if (= i strips)
          (* (/ step 3)
             (+ (f low) (* 4 odd-sum) (* 2 even-sum) (f high)))
          (let ((y (f (+ low (* i step)))))
            (if (odd? i)
                (loop (+ i 1) (+ odd-sum y) even-sum)
                (loop (+ i 1) odd-sum (+ even-sum y))))))))

(define (millionths x)
  (exact (round (* 1000000 x))))

(define (main)
  (let ((result
         (+ (millionths (integral cubic 0 2 size)) (millionths (integral bell 0 1 size))))
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
