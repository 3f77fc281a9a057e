; The whole range of fixnums is there.
(define most 1152921504606846975)
(define least -1152921504606846976)
(display (list most least (+ least most) (- most 1) (+ least 1))) (newline)
(display (* 1073741823 1073741824)) (newline)
(display (list (< least most) (quotient least 2) (remainder most 10))) (newline)
;=> (1152921504606846975 -1152921504606846976 -1 1152921504606846974 -1152921504606846975)
;=> 1152921503533105152
;=> (#t -576460752303423488 5)
