; Comparisons, chained and mixed, as values and as conditions; nothing is ordered with NaN.
(display (list (< 1 2) (> 1 2) (<= 2 2) (>= 1 2) (= 1 1.0) (< 1 1.5 2) (< 1 3 2) (= 2 2 2))) (newline)
(define nan (- (/ 1. 0.) (/ 1. 0.)))
(display (list (< nan 1) (>= nan 1) (= nan nan) (not (< nan 1)))) (newline)
(define (order a b) (cond ((< a b) 'less) ((> a b) 'greater) ((= a b) 'equal) (else 'none)))
(display (list (order 1 2) (order 2.5 2) (order 2 2.0) (order nan 1))) (newline)
;=> (#t #f #t #f #t #t #f #t)
;=> (#f #f #f #t)
;=> (less greater equal none)
