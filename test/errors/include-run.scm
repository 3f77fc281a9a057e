; What fails is in another file.
(include "parts/halve.scm")
(define (quarter x) (halve (halve x)))
(display (+ 1 (quarter "ten")))
