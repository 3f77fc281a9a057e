; Two values for one variable.
(define (both) (values 1 2))
(call-with-values both (lambda (x) x))
