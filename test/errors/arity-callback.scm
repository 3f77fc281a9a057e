; map calls the procedure with one argument.
(define (add a b) (+ a b))
(map add '(1 2 3))
