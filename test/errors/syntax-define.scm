; A definition is no expression.
(display (+ 1 (define x 2)))
