; Closures keep what they captured; two from one call share it, two from two calls do not.
(define (make-adder n) (lambda (x) (+ x n)))
(define add1 (make-adder 1))
(define add10 (make-adder 10))
(display (add1 5)) (newline)
(display (add10 5)) (newline)
(display (((lambda (a) (lambda (b) (list a b))) 1) 2)) (newline)
;=> 6
;=> 15
;=> (1 2)
