; Local procedures that refer to each other and capture a variable.
(define (classify limit)
  (define (up n) (if (> n limit) (list 'up n) (down (+ n 3))))
  (define (down n) (if (> n limit) (list 'down n) (up (- n 1))))
  (up 0))
(display (classify 5)) (newline)
(display (classify 6)) (newline)
;=> (down 7)
;=> (down 7)
