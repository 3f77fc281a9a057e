; case and cond with all kinds of clauses.
(define (kind x)
  (case x
    ((1 2 3) 'small)
    ((a b) 'letter)
    ((#\x #t ()) => (lambda (k) (list 'got k)))
    ((2.5) 'flonum)
    (else => (lambda (k) (list 'other k)))))
(display (map kind (list 2 'b #\x #t '() 2.5 99 "1"))) (newline)
(define (test x) (cond ((assv x '((1 one) (2 two))) => cadr) ((= x 3)) (else 'many)))
(display (list (test 1) (test 2) (test 3) (test 4))) (newline)
(display (cond (#f 1) (else 2 3))) (newline)
;=> (small letter (got x) (got #t) (got ()) flonum (other 99) (other 1))
;=> (one two #t many)
;=> 3
