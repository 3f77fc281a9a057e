; One name for two parameters.
(define (distance x y x)
  (- x y))
