; A variable that holds no procedure.
(define size 10)
(define (twice f) (* 2 (f)))
(twice size)
