; An argument that is no integer, named.
(display (gcd 4 6)) (newline) (gcd 4 1/2)
;=> 2
;!> gcd: expected an integer, got 1/2
