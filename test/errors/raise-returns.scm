; A handler must not return from raise.
(with-exception-handler
  (lambda (e) 'ignored)
  (lambda () (+ 1 (raise 'oops))))
