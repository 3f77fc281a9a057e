;;; name: escapes
;;; class: continuations
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; escapes: searches that leave nested loops early through an escape procedure, once per search,
;; as `break` and `return` do in other languages.

(import (scheme base) (scheme process-context) (scheme write))

(define size 5000000) ; searches; small 3000

(define (expected n)
  (cond ((= n 3000) 70830)
        ((= n 5000000) 118542094)
        (else #f)))

(define table
  (let ((rows (make-vector 12 #f)))
    (do ((i 0 (+ i 1)))
        ((= i 12) rows)
      (let ((row (make-vector 12 0)))
        (do ((j 0 (+ j 1)))
            ((= j 12))
          (vector-set! row j (modulo (+ (* i 37) (* j 61) (* i j)) 101)))
        (vector-set! rows i row)))))

;; The place of the first number from `wanted` on, or 999.
(define (find-place wanted)
  (call-with-current-continuation
    (lambda (return)
      (let ((i 0))
        (vector-for-each
          (lambda (row)
            (let ((j 0))
              (vector-for-each
                (lambda (n)
                  (if (>= n wanted) (return (+ (* 12 i) j)))
                  (set! j (+ j 1)))
                row))
            (set! i (+ i 1)))
          table)
        999))))

(define (search-often count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (loop (+ i 1) (+ sum (find-place (modulo i 103)))))))

(define (main)
  (let ((result (search-often size))
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
