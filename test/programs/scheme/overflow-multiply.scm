; A product beyond 61 bits is an honest error, in a loop too.
(define (factorial n) (let loop ((n n) (product 1)) (if (= n 0) product (loop (- n 1) (* product n)))))
(display (factorial 19)) (newline)
(display (factorial 25))
;=> 121645100408832000
;!> *: integer result exceeds 61 bits
