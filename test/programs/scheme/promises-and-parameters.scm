; A promise to force what is no promise, and parameters that are given a value where they are bound.
(write (list (force (delay-force 1)) (force 2) (force (delay-force (delay-force (delay 3)))))) (newline)
(define (down n) (if (= n 0) (delay 'end) (delay-force (down (- n 1)))))
(write (force (down 20000))) (newline)
(define size (make-parameter 1 (lambda (x) (* x 10))))
(write (list (size) (parameterize ((size 2)) (size 3) (size)) (size)))
(size 4)
(write (size)) (newline)
(define k #f)
(define visits 0)
(write
  (parameterize ((size 5))
    (let ((n (call/cc (lambda (c) (set! k c) 1))))
      (set! visits (+ visits 1))
      (cons n (size)))))
(newline)
(if (< visits 3) (k (+ visits 1)))
;=> (1 2 3)
;=> end
;=> (10 30 10)40
;=> (1 . 50)
;=> (2 . 50)
;=> (3 . 50)
