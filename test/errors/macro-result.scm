; The mistake is in what the macro makes.
(define-syntax my-unless
  (syntax-rules ()
    ((_ test body) (if test))))
(my-unless #f (display 1))
