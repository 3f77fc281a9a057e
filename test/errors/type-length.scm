; The length of no list.
(define (count items) (length items))
(display (list (count '(1 2 . 3))))
