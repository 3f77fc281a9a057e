; An error of the program's own.
(define (check n) (if (< n 0) (error "negative number:" n 'in '(a "list")) n))
(display (check 5)) (newline)
(check -5)
;=> 5
;!> negative number: -5 in (a "list")
