; Local names hide keywords.
(define (f if) (if 1 2))
(display (f list)) (newline)
(define (g x) (define (when a b) (list 'when a b)) (when x 2))
(display (g 1)) (newline)
(display (let ((list vector) (quote -)) (list '1 2))) (newline)
;=> (1 2)
;=> (when 1 2)
;=> #(-1 2)
