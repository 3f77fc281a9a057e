; An index beyond the end.
(define (last items) (vector-ref items (vector-length items)))
(display (list (last (vector 1 2 3))))
