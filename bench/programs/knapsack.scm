;;; name: knapsack
;;; class: vectors
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; knapsack: the best value of items within a weight limit, by dynamic programming over two
;; vectors that are swapped after every item.

(import (scheme base) (scheme process-context) (scheme write))

(define size 12000) ; items; small 60

(define (expected n)
  (cond ((= n 60) 6257)
        ((= n 12000) 144780)
        (else #f)))

(define capacity 10000)

(define (item-weight i) (+ 5 (modulo (* i 7919) 96)))
(define (item-value i) (+ 1 (modulo (* i 104729) 211)))

;; Fills `next` from `best`, which knows the values without item `i`.
(define (add-item! best next i)
  (let ((weight (item-weight i))
        (value (item-value i)))
    (vector-copy! next 0 best 0 weight)
    (do ((room weight (+ room 1)))
        ((> room capacity))
      (let ((without (vector-ref best room))
            (with (+ value (vector-ref best (- room weight)))))
        (vector-set! next room (if (> with without) with without))))))

(define (best-value items)
  (let loop ((i 0)
             (best (make-vector (+ capacity 1) 0))
             (next (make-vector (+ capacity 1) 0)))
    (if (= i items)
        (vector-ref best capacity)
        (begin
          (add-item! best next i)
          (loop (+ i 1) next best)))))

(define (main)
  (let ((result (best-value size))
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
