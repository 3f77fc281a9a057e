; Cases behind else are never reached.
(define (sign n)
  (cond ((< n 0) -1)
        (else 1)
        ((= n 0) 0)))
