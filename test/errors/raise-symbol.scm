; Anything can be raised.
(define (fail) (raise 'out-of-luck))
(define (try) (list (fail)))
(try)
