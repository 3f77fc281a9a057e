;;; name: pipelines
;;; class: lists
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; pipelines: chains of map, filter, fold, zip, reverse and list-tail over lists, with procedures
;; as arguments everywhere.

(import (scheme base) (scheme process-context) (scheme write))

(define size 6000) ; rounds over a list of 2000; small 8

(define (expected n)
  (cond ((= n 8) 6182654)
        ((= n 6000) 3003939133)
        (else #f)))

(define (iota-list count)
  (let loop ((i (- count 1)) (numbers '()))
    (if (< i 0)
        numbers
        (loop (- i 1) (cons i numbers)))))

(define (filter-list keep? items)
  (cond ((null? items) '())
        ((keep? (car items)) (cons (car items) (filter-list keep? (cdr items))))
        (else (filter-list keep? (cdr items)))))

(define (fold f start items)
  (if (null? items)
      start
      (fold f (f (car items) start) (cdr items))))

(define (one-round numbers k)
  (let* ((shifted (map (lambda (n) (modulo (+ (* n 7) k) 2003)) numbers))
         (kept (filter-list (lambda (n) (not (= (modulo n 3) 0))) shifted))
         (pairs (map cons kept (reverse kept)))
         (products (map (lambda (pair) (* (car pair) (cdr pair))) pairs))
         (longest (fold max 0 products))
         (tail (list-tail products (quotient (length products) 2))))
    (modulo (+ longest (fold + 0 (append tail (list-copy kept)))) 1000003)))

(define (run-rounds count)
  (let ((numbers (iota-list 2000)))
    (let loop ((k 0) (total 0))
      (if (= k count)
          total
          (loop (+ k 1) (+ total (one-round numbers k)))))))

(define (main)
  (let ((result (run-rounds size))
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
