; Too few and too many arguments.
(define (two a b) (list a b))
(display (two 1 2)) (newline)
(two 1)
;=> (1 2)
;!> two
