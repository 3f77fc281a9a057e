; The frames of the program, without those of the system.
(define (first-of items) (car items))
(define (firsts lists)
  (map (lambda (each) (+ 1 (first-of each))) lists))
(define (report lists)
  (display (firsts lists))
  (newline))
(report '((1) (2) 3))
