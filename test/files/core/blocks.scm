; test: core
; Local procedures that all go on in the same way are blocks of the procedure around them.
(define (parity n)
  (define (even n) (if (= n 0) 'even (odd (- n 1))))
  (define (odd n) (if (= n 0) 'odd (even (- n 1))))
  (list (if (< n 0) (even (- n)) (even n))))
(define (join x)
  (define (done y z) (list y z y))
  (cond ((pair? x) (done (car x) 1)) ((null? x) (done 2 3)) (else (done x x))))
;; core
;;   (define parity (lambda (n.0) (%list (%blocks (((even.1 n.2) (if (%= n.2 0) 'even (%jump odd.3 (%- n.2 1)))) ((odd.3 n.4) (if (%= n.4 0) 'odd (%jump even.1 (%- n.4 1))))) (if (%< n.0 0) (%jump even.1 (%- n.0)) (%jump even.1 n.0))))))
;;   (define join (lambda (x.0) (%blocks (((done.1 y.2 z.3) (%list y.2 z.3 y.2))) (if (%pair? x.0) (%jump done.1 (%car x.0) 1) (if (%null? x.0) (%jump done.1 2 3) (%jump done.1 x.0 x.0))))))
