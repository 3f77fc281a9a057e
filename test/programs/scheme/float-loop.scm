; Loops over flonums.
(define (sum-of-inverses n)
  (let loop ((i 1.0) (sum 0.0))
    (if (> i n) sum (loop (+ i 1.0) (+ sum (/ 1.0 i))))))
(display (sum-of-inverses 1000)) (newline)
(display (let loop ((x 2.0) (n 0)) (if (= n 20) x (loop (/ (+ x (/ 2.0 x)) 2.0) (+ n 1))))) (newline)
;=> 7.485470860550343
;=> 1.414213562373095
