; More arguments than the procedure takes.
(define items '(1 2 3))
(display (length items 2))
