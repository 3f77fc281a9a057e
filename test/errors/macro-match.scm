; No rule of the macro fits.
(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((saved a)) (set! a b) (set! b saved)))))
(define x 1)
(swap! x)
