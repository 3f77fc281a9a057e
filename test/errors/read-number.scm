; Words of digits and points that are no numbers are not symbols either.
(display (* 2 '1x 1.2.3))
