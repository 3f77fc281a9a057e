; A program's own definition of a primitive's name counts everywhere in it.
(define (first items) (car items))
(define (car x) (list 'my-car x))
(display (first '(1 2))) (newline)
(define (swap - a b) (- b a))
(display (swap list 1 2)) (newline)
(display (let ((+ *)) (+ 3 4))) (newline)
;=> (my-car (1 2))
;=> (2 1)
;=> 12
