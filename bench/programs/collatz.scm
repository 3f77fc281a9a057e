;;; name: collatz
;;; class: fixnum-loops
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; collatz: the start below n whose path to 1 is the longest. Two nested loops over fixnums with
;; division by two; no memory is touched.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1000000) ; starts below this; small 5000

(define (expected n)
  (cond ((= n 5000) 3711)
        ((= n 1000000) 837799)
        (else #f)))

(define (path-length start)
  (let loop ((n start) (steps 0))
    (cond ((= n 1) steps)
          ((even? n) (loop (quotient n 2) (+ steps 1)))
          (else (loop (+ (* 3 n) 1) (+ steps 1))))))

(define (longest-start limit)
  (let loop ((start 1) (best 1) (longest 0))
    (if (= start limit)
        best
        (let ((steps (path-length start)))
          (if (> steps longest)
              (loop (+ start 1) start steps)
              (loop (+ start 1) best longest))))))

(define (main)
  (let ((result (longest-start size))
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
