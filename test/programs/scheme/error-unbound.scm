; A global variable that nobody defined.
(define (f) (undefined-thing 1))
(display 'before) (newline)
(f)
;=> before
;!> variable undefined-thing is not defined
