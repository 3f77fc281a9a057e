; An index outside of a vector.
(define v (vector 1 2 3))
(display (vector-ref v 2)) (newline)
(vector-ref v 3)
;=> 3
;!> vector-ref: index 3 is not valid for a vector of length 3
