;;; name: dijkstra
;;; class: graph-search
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; dijkstra: shortest paths over a grid whose cells have costs, with a pairing heap of records and
;; lists as priority queue.

(import (scheme base) (scheme process-context) (scheme write))

(define size 600) ; cells along each side; small 25

(define (expected n)
  (cond ((= n 25) 15450067)
        ((= n 600) 434301918)
        (else #f)))

(define-record-type heap
  (make-heap cost cell children)
  heap?
  (cost heap-cost)
  (cell heap-cell)
  (children heap-children))

(define (merge a b)
  (cond ((not a) b)
        ((not b) a)
        ((< (heap-cost a) (heap-cost b))
         (make-heap (heap-cost a) (heap-cell a) (cons b (heap-children a))))
        (else
         (make-heap (heap-cost b) (heap-cell b) (cons a (heap-children b))))))

(define (merge-pairs heaps)
  (cond ((null? heaps) #f)
        ((null? (cdr heaps)) (car heaps))
        (else (merge (merge (car heaps) (cadr heaps)) (merge-pairs (cddr heaps))))))

(define (cell-cost cell)
  (+ 1 (modulo (quotient (modulo (* (+ cell 17) 69069) 4294967296) 16) 9)))

(define (neighbours cell side)
  (let ((column (modulo cell side)))
    (append (if (> column 0) (list (- cell 1)) '())
            (if (< column (- side 1)) (list (+ cell 1)) '())
            (if (>= cell side) (list (- cell side)) '())
            (if (< cell (* side (- side 1))) (list (+ cell side)) '()))))

(define (push-neighbours heap cell cost side)
  (let loop ((cells (neighbours cell side)) (heap heap))
    (if (null? cells)
        heap
        (loop (cdr cells)
              (merge heap (make-heap (+ cost (cell-cost (car cells))) (car cells) '()))))))

;; The costs of the cheapest ways from the first cell, in a vector.
(define (all-costs side)
  (let ((costs (make-vector (* side side) #f)))
    (let loop ((heap (make-heap 0 0 '())))
      (if (not heap)
          costs
          (let ((rest (merge-pairs (heap-children heap)))
                (cell (heap-cell heap))
                (cost (heap-cost heap)))
            (if (vector-ref costs cell)
                (loop rest)
                (begin
                  (vector-set! costs cell cost)
                  (loop (push-neighbours rest cell cost side)))))))))

(define (summary side)
  (let* ((costs (all-costs side))
         (last (vector-ref costs (- (* side side) 1))))
    (+ (* 100000 last) (modulo (apply + (vector->list costs)) 100000))))

(define (main)
  (let ((result (summary size))
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
