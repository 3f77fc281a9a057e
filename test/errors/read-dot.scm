; Too much behind the dot.
(define pair '(1 . 2 3))
