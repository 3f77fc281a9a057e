; Vectors of computed lengths: made in line up to a bound, by the runtime above it.
(define (make n x) (make-vector n x))
(define (right? v n x)
  (and (= (vector-length v) n)
       (let loop ((i 0)) (or (= i n) (and (eq? (vector-ref v i) x) (loop (+ i 1)))))))
(define (all from to)
  (or (> from to) (and (right? (make from 'x) from 'x) (all (+ from 1) to))))
(write (list (all 0 10) (all 126 130) (right? (make 500 #t) 500 #t))) (newline)
(define (rows n)
  (let loop ((i 0) (rows '()))
    (if (= i n) rows (loop (+ i 1) (cons (make-vector 4 (* i 1.5)) rows)))))
(write (list-ref (rows 20) 7)) (newline)
(write (list (make 0 1) (make 1 2.5) (make 3 1e100) (make-vector 2 'k))) (newline)
(define (message thunk)
  (call-with-current-continuation
    (lambda (k) (with-exception-handler (lambda (e) (k (error-object-message e))) thunk))))
(write (message (lambda () (make -1 0)))) (newline)
(write (message (lambda () (make 2.0 0)))) (newline)
;=> (#t #t #t)
;=> #(18.0 18.0 18.0 18.0)
;=> (#() #(2.5) #(1e100 1e100 1e100) #(k k))
;=> "make-vector: expected a length, got -1"
;=> "make-vector: expected a length, got 2.0"
