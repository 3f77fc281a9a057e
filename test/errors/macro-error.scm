; A macro that complains itself.
(define-syntax positive
  (syntax-rules ()
    ((_) (syntax-error "positive needs a number"))
    ((_ n) (abs n))))
(positive)
