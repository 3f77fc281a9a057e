; Tail calls take no stack, between globals and between local procedures.
(define (ping n) (if (= n 0) 'done (pong (- n 1))))
(define (pong n) (if (= n 0) 'odd (ping (- n 1))))
(display (ping 100000)) (newline)
(define (parity n)
  (define (even n) (if (= n 0) 'even (odd (- n 1))))
  (define (odd n) (if (= n 0) 'odd (even (- n 1))))
  (even n))
(display (parity 100001)) (newline)
;=> done
;=> odd
