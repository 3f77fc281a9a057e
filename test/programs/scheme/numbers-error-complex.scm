; There are no complex numbers.
(display (sqrt 4)) (newline) (sqrt -1/4)
;=> 2
;!> sqrt: the root of a negative number is complex
