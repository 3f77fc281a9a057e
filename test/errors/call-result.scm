; One pair of parentheses too many.
(define (now) 42)
(define (show) (display ((now))))
(show)
