; Frames that repeat are counted.
(define (sum items)
  (+ (car items) (sum (cdr items))))
(sum '(1 2 3 4))
