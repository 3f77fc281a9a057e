; The empty list must be quoted.
(define (empty) ())
