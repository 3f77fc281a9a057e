; A power that would not fit is refused before it is computed.
(display (expt 2 100)) (newline) (expt 2 (expt 2 40))
;=> 1267650600228229401496703205376
;!> expt: the result would have more than
