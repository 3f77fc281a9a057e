;;; name: heapsort
;;; class: sorting
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; heapsort: sorts vectors of strings through a binary heap. Comparisons are string<?, moves are
;; vector writes at doubling indices.

(import (scheme base) (scheme process-context) (scheme write))

(define size 400000) ; strings; small 1000

(define (expected n)
  (cond ((= n 1000) 380714)
        ((= n 400000) 554482)
        (else #f)))

(define (make-strings count)
  (let ((strings (make-vector count "")))
    (let loop ((i 0) (x 2024))
      (if (= i count)
          strings
          (begin
            (vector-set! strings i (number->string x 16))
            (loop (+ i 1) (modulo (* x 16807) 2147483647)))))))

;; Lets `item` sink from place `i` in the heap of the first `count`.
(define (sink! v i count item)
  (let* ((left (+ i i 1))
         (right (+ left 1))
         (larger (if (and (< right count) (string<? (vector-ref v left) (vector-ref v right)))
                     right
                     left)))
    (if (and (< left count) (string<? item (vector-ref v larger)))
        (begin
          (vector-set! v i (vector-ref v larger))
          (sink! v larger count item))
        (vector-set! v i item))))

(define (heapsort! v)
  (let ((count (vector-length v)))
    (do ((i (- (quotient count 2) 1) (- i 1)))
        ((< i 0))
      (sink! v i count (vector-ref v i)))
    (do ((last (- count 1) (- last 1)))
        ((<= last 0))
      (let ((item (vector-ref v last)))
        (vector-set! v last (vector-ref v 0))
        (sink! v 0 last item)))))

(define (checksum v)
  (let loop ((i 0) (sum 0))
    (cond ((= i (vector-length v)) sum)
          ((and (> i 0) (string<? (vector-ref v i) (vector-ref v (- i 1)))) -1)
          (else
           (loop (+ i 1)
                 (modulo (+ (* sum 31) (string->number (vector-ref v i) 16)) 1000003))))))

(define (sorted-checksum count)
  (let ((strings (make-strings count)))
    (heapsort! strings)
    (checksum strings)))

(define (main)
  (let ((result (sorted-checksum size))
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
