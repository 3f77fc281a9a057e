; test: core
; Constants are folded, names of names and dead code go away; errors stay where they are.
(define (f x)
  (let* ((y x) (n (* 4 (+ 1 2))) (unused (list x)) (late (car x)))
    (if (> n 5) (list y n) (car 5))))
(define (g) (if (not (null? '())) (car 1) (list (eq? 'a 'a) (char? #\a) (+ 'a 1))))
;; core
;;   (define f (lambda (x.0) (begin (%car x.0) (%list x.0 12))))
;;   (define g (lambda () (%list #t #t (%+ 'a 1))))
