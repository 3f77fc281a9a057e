; Used before its definition has run.
(define limit (* 2 base))
(define base 21)
