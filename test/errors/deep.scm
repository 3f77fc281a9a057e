; A long backtrace is cut in the middle.
(define (even-sum n) (if (= n 0) (car '()) (+ n (odd-sum (- n 1)))))
(define (odd-sum n) (+ n (even-sum (- n 1))))
(even-sum 200)
