; The parenthesis of the first definition is missing.
(define (square x)
  (* x x)

(define (cube x)
  (* x x x))
