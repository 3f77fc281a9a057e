; A variable of a body used before its definition was evaluated.
(define (f)
  (define a (g))
  (define (g) b)
  (define b 1)
  a)
(f)
;!> a variable is used before its initialization
