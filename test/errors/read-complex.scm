; Complex numbers are not supported.
(display (* 2 1+2i))
