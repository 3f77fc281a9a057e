; Each turn of a loop binds its variables afresh, assigned or not.
(define saved '())
(do ((i 0 (+ i 1))) ((= i 3))
  (set! saved (cons (lambda () (set! i (+ i 10)) i) saved)))
(for-each (lambda (f) (display (f)) (display " ") (display (f)) (newline)) saved)
;=> 12 22
;=> 11 21
;=> 10 20
