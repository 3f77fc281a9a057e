; A product beyond 61 bits is a bignum, in a loop too.
(define (factorial n) (let loop ((n n) (product 1)) (if (= n 0) product (loop (- n 1) (* product n)))))
(display (factorial 19)) (newline)
(display (factorial 25)) (newline)
(define (divide-down x n) (if (= n 1) x (divide-down (quotient x n) (- n 1))))
(display (divide-down (factorial 60) 60)) (newline)
(display (remainder (factorial 60) 1000000007)) (newline)
(display (= (factorial 40) (* (factorial 39) 40)))
;=> 121645100408832000
;=> 15511210043330985984000000
;=> 1
;=> 16340084
;=> #t
