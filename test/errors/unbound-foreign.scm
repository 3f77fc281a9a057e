; The name of another language.
(define (greet name)
  (print "hello" name))
(greet "you")
