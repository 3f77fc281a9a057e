(define ok 1)
(define (broken x)
  (let ((y x)))
