; A global is assigned while the code that relies on its value is still being compiled (found by fuzzing).
(define g 1)
(define (h k) (k) 5)
(define (f) (let ((a g)) (h (lambda () (set! g a))) (car g)))
(display "before") (newline)
(f)
;=> before
;!> car: expected a pair, got 1
