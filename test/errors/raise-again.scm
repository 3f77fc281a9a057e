; A guard without a clause for it.
(define (risky n) (vector-ref (vector 1 2) n))
(guard (e ((symbol? e) 'symbol))
  (list (risky 5)))
