(display (map (lambda (x) (* x x))
              5))
