; Loops within loops, leaving and continuing the outer from the inner one.
(define (pairs-below n)
  (let outer ((i 0) (found '()))
    (if (= i n)
        (reverse found)
        (let inner ((j 0) (found found))
          (cond ((= j i) (outer (+ i 1) found))
                ((= (+ i j) 5) (outer (+ i 1) (cons (cons i j) found)))
                (else (inner (+ j 1) found)))))))
(display (pairs-below 6)) (newline)
(display (let loop ((i 0)) (if (< i 3) (+ i (loop (+ i 1))) 100))) (newline)
(display (+ 1 (let loop ((i 0)) (if (< i 1000) (loop (+ i 1)) i)))) (newline)
;=> ((3 . 2) (4 . 1) (5 . 0))
;=> 103
;=> 1001
