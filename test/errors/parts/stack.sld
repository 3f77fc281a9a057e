; Imported by library-run.scm.
(define-library (parts stack)
  (export make-stack push! pop!)
  (import (scheme base))
  (begin
    (define (make-stack) (list '()))
    (define (push! stack item) (set-car! stack (cons item (car stack))))
    (define (pop! stack)
      (let ((items (car stack)))
        (if (null? items) (error "the stack is empty:" stack))
        (set-car! stack (cdr items))
        (car items)))))
