; Strings are not added.
(define (total label n)
  (+ label n))
(display (list (total "sum: " 3)))
