; Fewer arguments than parameters.
(define (area width height)
  (* width height))
(display (+ 1 (area 3)))
