; Flonums print as the shortest text that reads back.
(for-each (lambda (x) (display x) (display " "))
  (list 1. .5 -0.0 0.0 1e100 1e21 1e22 123456789012345680000.0 1e-7 0.1 100.0 -2.5e-10 3.0e300))
(newline)
(for-each (lambda (x) (display x) (display " ")) (list (/ 1. 0.) (/ -1. 0.) (- (/ 0. 0.) 1) (- 0.0)))
(newline)
;=> 1.0 0.5 -0.0 0.0 1e100 1e21 1e22 123456789012345680000.0 1e-7 0.1 100.0 -2.5e-10 3e300 
;=> +inf.0 -inf.0 +nan.0 -0.0 
