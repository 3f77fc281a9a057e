; Quoted data: one object each time, of every kind.
(define (f) '(1 (a "s" #\c) #(1.5 b) . tail))
(write (f)) (newline)
(display (eq? (f) (f))) (newline)
(write '(quote x)) (write ''y) (write '|a b|) (newline)
;=> (1 (a "s" #\c) #(1.5 b) . tail)
;=> #t
;=> (quote x)(quote y)|a b|
