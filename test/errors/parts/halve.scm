; Included by include-run.scm.
(define (halve x)
  (/ x 2))
