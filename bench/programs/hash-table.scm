;;; name: hash-table
;;; class: hash-tables
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; hash-table: a hash table written out over a vector of chains, growing by rehashing, with
;; integer and string keys, updates and deletions.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1000000) ; operations; small 3000

(define (expected n)
  (cond ((= n 3000) 4597)
        ((= n 1000000) 96333)
        (else #f)))

(define-record-type table
  (make-table buckets count)
  table?
  (buckets table-buckets set-table-buckets!)
  (count table-count set-table-count!))

(define (new-table) (make-table (make-vector 8 '()) 0))

(define (string-hash text)
  (let loop ((i 0) (hash 5381))
    (if (= i (string-length text))
        hash
        (loop (+ i 1)
              (modulo (+ (* hash 33) (char->integer (string-ref text i))) 16777213)))))

(define (hash-of key)
  (if (string? key)
      (string-hash key)
      (modulo (* key 2654435) 16777213)))

(define (bucket-index buckets key)
  (modulo (hash-of key) (vector-length buckets)))

(define (lookup table key default)
  (let* ((buckets (table-buckets table))
         (entry (assoc key (vector-ref buckets (bucket-index buckets key)))))
    (if entry (cdr entry) default)))

(define (grow! table)
  (let* ((old (table-buckets table))
         (new (make-vector (* 2 (vector-length old)) '())))
    (vector-for-each
      (lambda (chain)
        (for-each
          (lambda (entry)
            (let ((i (bucket-index new (car entry))))
              (vector-set! new i (cons entry (vector-ref new i)))))
          chain))
      old)
    (set-table-buckets! table new)))

(define (put! table key value)
  (let* ((buckets (table-buckets table))
         (i (bucket-index buckets key))
         (entry (assoc key (vector-ref buckets i))))
    (if entry
        (set-cdr! entry value)
        (begin
          (vector-set! buckets i (cons (cons key value) (vector-ref buckets i)))
          (set-table-count! table (+ (table-count table) 1))
          (if (> (table-count table) (vector-length buckets))
              (grow! table))))))

(define (without key chain)
  (cond ((null? chain) '())
        ((equal? (car (car chain)) key) (cdr chain))
        (else (cons (car chain) (without key (cdr chain))))))

(define (remove! table key)
  (let* ((buckets (table-buckets table))
         (i (bucket-index buckets key)))
    (if (assoc key (vector-ref buckets i))
        (begin
          (vector-set! buckets i (without key (vector-ref buckets i)))
          (set-table-count! table (- (table-count table) 1))))))

(define (key-number k)
  (if (even? k)
      k
      (string-append "key" (number->string k))))

(define (run-operations count)
  (let ((table (new-table)))
    (let loop ((i 0) (x 12345))
      (if (= i count)
          (let sum-up ((k 0) (sum (table-count table)))
            (if (= k 20011)
                sum
                (sum-up (+ k 1) (+ sum (lookup table (key-number k) 0)))))
          (let ((key (key-number (modulo x 20011))))
            (if (= (modulo i 5) 4)
                (remove! table key)
                (put! table key (+ 1 (lookup table key 0))))
            (loop (+ i 1) (modulo (* x 16807) 2147483647)))))))

(define (main)
  (let ((result (run-operations size))
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
