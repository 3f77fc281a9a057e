; Arithmetic with what is no number.
(define (add a b) (+ a b))
(display (add 1 2)) (newline)
(add 1 'two)
;=> 3
;!> +: expected a number, got two
