; A list that nobody quoted.
(define primes (2 3 5 7))
