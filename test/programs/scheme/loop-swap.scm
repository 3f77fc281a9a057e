; The next values of loop variables are computed from the old ones.
(display (let loop ((a 1) (b 2) (c 3) (n 4))
  (if (= n 0) (list a b c) (loop b c a (- n 1))))) (newline)
(display (let loop ((a 0) (b 1) (n 20))
  (if (= n 0) a (loop b (+ a b) (- n 1))))) (newline)
(display (let loop ((a 1) (b 1) (n 5))
  (if (= n 0) (list a b) (loop (+ a b) (let ((t a)) (* t b)) (- n 1))))) (newline)
;=> (2 3 1)
;=> 6765
;=> (41 330)
