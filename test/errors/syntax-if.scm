; An if without branches.
(define (sign n)
  (if (< n 0)))
