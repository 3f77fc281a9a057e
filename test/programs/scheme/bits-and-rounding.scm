; Bits, shifts, rounding and elements of strings and bytevectors where they meet their edges.
(define (show . items)
  (write items)
  (newline))

(define (shifts n) (map (lambda (count) (arithmetic-shift n count)) '(59 60 1 0 -1 -63 -64 -200)))
(show (shifts 1))
(show (shifts -3))
(show (bitwise-and -1 (expt 2 70)) (bitwise-ior 12 10) (bitwise-xor -1 5 1) (bitwise-not -8))

(define (roundings x) (list (floor x) (ceiling x) (truncate x) (round x)))
(show (roundings -0.5) (roundings 2.5) (roundings 7) (roundings 7/2))
(show (exact (floor 1e18)) (exact 1e19) (exact -0.0) (exact 0.75))
(show (map integer? '(1 1.0 1.5 +inf.0 1/2 a)) (eqv? 1e300 1e300) (eqv? 0.0 -0.0) (equal? "a" "a"))

(define text (string-copy "abc"))
(string-set! text 1 #\xff)
(show (string-ref text 1) (string-length text))
(string-set! text 2 #\x1d11e)
(show (map char->integer (string->list text)) (string-ref text 0))
(define bytes (bytevector 1 2 255))
(bytevector-u8-set! bytes 0 128)
(show bytes (bytevector-u8-ref bytes 2))

(define-record-type wide
  (make-wide a b c d e f g h i j)
  wide?
  (a wide-a) (b b) (c c) (d d) (e e) (f f) (g g) (h h) (i i) (j wide-j set-wide-j!))
(define one (make-wide 1 2 3 4 5 6 7 8 9 10))
(set-wide-j! one 11)
(show (wide-a one) (wide-j one))
(string-ref text 3)
;=> ((576460752303423488 1152921504606846976 2 1 0 0 0 0))
;=> ((-1729382256910270464 -3458764513820540928 -6 -3 -2 -1 -1 -1))
;=> (1180591620717411303424 14 -5 7)
;=> ((-1.0 -0.0 -0.0 -0.0) (2.0 3.0 2.0 2.0) (7 7 7 7) (3 4 3 4))
;=> (1000000000000000000 10000000000000000000 0 3/4)
;=> ((#t #t #f #f #f #f) #t #f #t)
;=> (#\ÿ 3)
;=> ((97 255 119070) #\a)
;=> (#u8(128 2 255) 255)
;=> (1 11)
;!> string-ref: 3 is not in the range from 0 to 2
