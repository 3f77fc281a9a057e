; Until a program's definition of a system's name has run, the name means the system's procedure.
(define (twice x) (+ x x))
(define before (twice 4))
(define add +)
(define (+ a b) (list 'sum a b))
(display (list before (twice 4) (add 1 2))) (newline)
(define list-tail (let ((tail list-tail)) (lambda (items count) (cons count (tail items count)))))
(display (list-tail '(a b c) 1)) (newline)
(set! + add)
(display (twice 4)) (newline)
(define (vector->list v) (if (vector? v) (vector->list 'none) v))
(display (vector->list (vector 1))) (newline)
;=> (8 (sum 4 4) 3)
;=> (1 b c)
;=> 8
;=> none
