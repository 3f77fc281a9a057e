; Complex numbers have no order.
(display (sqrt -1/4)) (newline) (sqrt -1/4) (< 1 (sqrt -4))
;=> +1/2i
;!> comparison: expected a real number, got +2i (argument 2)
