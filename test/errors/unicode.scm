; Names and strings of any script keep their columns.
(define größe 3)
(display (+ größe (car "größer")))
