; Calling what is no procedure.
(define (apply-to f x) (f x))
(display (apply-to - 1)) (newline)
(apply-to "text" 1)
;=> -1
;!> expected a procedure, got "text"
