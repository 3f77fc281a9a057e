; Exact division by zero.
(display (/ 1 2)) (newline) (/ (expt 10 30) 0)
;=> 1/2
;!> /: division by zero
