; and, or, not, when, unless: as values, as conditions, nested.
(display (list (and) (or) (and 1 2) (and 1 #f 2) (or #f 3) (or #f #f) (not 1) (not #f))) (newline)
(define (f a b c) (if (or (and a (not b)) (and (not a) (or b c))) 'yes 'no))
(display (list (f #t #f #f) (f #t #t #t) (f #f #t #f) (f #f #f #t) (f #f #f #f))) (newline)
(define (g a b) (if (if a (not b) b) 'differ 'same))
(display (list (g #t #t) (g #t #f) (g #f #t) (g #f #f))) (newline)
(when (or #f (null? '())) (display "when ") (display "twice"))
(unless (pair? '()) (newline))
;=> (#t #f 2 #f 3 #f #f #t)
;=> (yes no yes yes no)
;=> (same differ differ same)
;=> when twice
