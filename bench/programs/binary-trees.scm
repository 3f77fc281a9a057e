;;; name: binary-trees
;;; class: allocation
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; binary-trees: builds complete trees and throws them away while one of them lives on. Counts
;; nodes, so the answers are sums of powers of two.

(import (scheme base) (scheme process-context) (scheme write))

(define size 19) ; depth of the deepest trees; small 8

(define (expected n)
  (cond ((= n 8) 6571)
        ((= n 19) 34428247)
        (else #f)))

(define (build depth)
  (if (= depth 0)
      (cons #f #f)
      (cons (build (- depth 1)) (build (- depth 1)))))

(define (count-nodes tree)
  (if (car tree)
      (+ 1 (count-nodes (car tree)) (count-nodes (cdr tree)))
      1))

(define (count-round depth rounds)
  (let loop ((left rounds) (sum 0))
    (if (= left 0)
        sum
        (loop (- left 1) (+ sum (count-nodes (build depth)))))))

(define (count-all max-depth)
  (let ((lasting (build max-depth)))
    (let loop ((depth 4) (sum 0))
      (if (> depth max-depth)
          (+ sum (count-nodes lasting))
          (loop (+ depth 2)
                (+ sum (count-round depth (* 4 (expt 2 (- max-depth depth))))))))))

(define (main)
  (let ((result (count-all size))
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
