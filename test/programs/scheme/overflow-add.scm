; A sum beyond 61 bits is an honest error.
(define (double n) (+ n n))
(display (double 576460752303423487)) (newline)
(display (double 576460752303423488))
;=> 1152921504606846974
;!> +: integer result exceeds 61 bits
