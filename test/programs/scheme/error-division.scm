; Division by exact zero.
(display (quotient 7 2)) (newline)
(quotient 7 0)
;=> 3
;!> quotient: division by zero
