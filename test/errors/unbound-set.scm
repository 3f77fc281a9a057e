; Assigned, but never defined.
(define (count!)
  (set! counter (+ 1 1)))
(count!)
