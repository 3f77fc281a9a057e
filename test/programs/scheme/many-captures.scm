; More captured variables than one op can hold, and more arguments than registers.
(define (f a b c d e g h i j k)
  (lambda (x) (list x k j i h g e d c b a)))
(display ((f 1 2 3 4 5 6 7 8 9 10) 0)) (newline)
(define (sum8 a b c d e f g h) (+ a (* 2 b) (* 3 c) (* 4 d) (* 5 e) (* 6 f) (* 7 g) (* 8 h)))
(display (sum8 1 2 3 4 5 6 7 8)) (newline)
;=> (0 10 9 8 7 6 5 4 3 2 1)
;=> 204
