; Quoted data keep what datum labels say of them: shared parts and cycles. Bytevectors stand for themselves.
(define cycle '#0=(a b . #0#))
(write cycle) (newline)
(write (eq? cycle (cddr cycle))) (newline)
(define pair '(#0=(1 2) . #0#))
(write (list pair (eq? (car pair) (cdr pair)))) (newline)
(define v '#0=#(x #0# "s" #u8(1 2)))
(write (list v (eq? v (vector-ref v 1)))) (newline)
(write #u8(0 255)) (newline)
;=> #0=(a b . #0#)
;=> #t
;=> (((1 2) 1 2) #t)
;=> (#0=#(x #0# "s" #u8(1 2)) #t)
;=> #u8(0 255)
