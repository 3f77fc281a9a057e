; A sum beyond 61 bits is a bignum, and comes back as a fixnum where it fits one.
(define (double n) (+ n n))
(display (double 576460752303423487)) (newline)
(display (double 576460752303423488)) (newline)
(display (- (double 576460752303423488) 1)) (newline)
(display (eq? (- (double 576460752303423488) 1) 1152921504606846975)) (newline)
(display (- -1152921504606846976)) (newline)
(display (list (- -1152921504606846976 1) (quotient -1152921504606846976 -1)))
;=> 1152921504606846974
;=> 1152921504606846976
;=> 1152921504606846975
;=> #t
;=> 1152921504606846976
;=> (-1152921504606846977 1152921504606846976)
