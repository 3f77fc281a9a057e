; The car of something else.
(define (third items) (car (cdr (cdr items))))
(display (third '(1 2 3))) (newline)
(third '(1 2))
;=> 3
;!> car: expected a pair, got ()
