;;; name: word-count
;;; class: hash-tables
;;; imports: (scheme base) (scheme process-context) (scheme write) (srfi 69)
;;; needs: (srfi 69), outside R7RS-small; to be skipped by engines without it
;; word-count: counts generated words in a SRFI 69 hash table keyed by strings, then turns the
;; counts around into a table keyed by numbers.

(import (scheme base) (scheme process-context) (scheme write) (srfi 69))

(define size 4000000) ; words; small 3000

(define (expected n)
  (cond ((= n 3000) 1878000000010490)
        ((= n 4000000) 22608013462242728)
        (else #f)))

(define letters "etaoinshrdlu")

(define (make-word x)
  (let* ((length (+ 2 (modulo x 3)))
         (word (make-string length #\a)))
    (let loop ((i 0) (x (quotient x 3)))
      (if (= i length)
          word
          (begin
            (string-set! word i (string-ref letters (modulo x 12)))
            (loop (+ i 1) (quotient x 12)))))))

(define (count-words count)
  (let ((table (make-hash-table string=?)))
    (let loop ((i 0) (x 99))
      (if (= i count)
          table
          (begin
            (hash-table-update!/default table (make-word x) (lambda (n) (+ n 1)) 0)
            (loop (+ i 1) (modulo (* x 16807) 2147483647)))))))

;; How many words occur how often.
(define (turn-around counts)
  (let ((table (make-hash-table =)))
    (hash-table-walk counts
      (lambda (word n)
        (hash-table-update!/default table n (lambda (words) (+ words 1)) 0)))
    table))

;; The distinct words, and the sum of n * n * (words that occur n times).
(define (summary counts)
  (let ((sum 0))
    (hash-table-walk (turn-around counts)
      (lambda (n words) (set! sum (+ sum (* n n words)))))
    (+ (* 1000000000000 (hash-table-size counts))
       sum
       (hash-table-ref/default counts "not there" 0))))

(define (main)
  (let ((result (summary (count-words size)))
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
