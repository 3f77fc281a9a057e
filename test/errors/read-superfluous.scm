; One parenthesis too many.
(define (square x)
  (* x x)))

(square 3)
