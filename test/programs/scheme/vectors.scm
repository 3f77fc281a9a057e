; Vectors: literal, made, filled, nested.
(define v (make-vector 3 'x))
(vector-set! v 1 (vector 1 2.5 "s"))
(write v) (newline)
(write (list (vector-length v) (vector-ref (vector-ref v 1) 2) #(a #(b) ()) (vector) (vector? v))) (newline)
(write (vector->list (list->vector '(1 2 3)))) (newline)
;=> #(x #(1 2.5 "s") x)
;=> (3 "s" #(a #(b) ()) #() #t)
;=> (1 2 3)
