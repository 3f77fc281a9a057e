; The name of a symbol is one string that cannot be changed; copies of it can.
(define (message thunk)
  (call-with-current-continuation
    (lambda (k) (with-exception-handler (lambda (e) (k (error-object-message e))) thunk))))
(define name (symbol->string 'hello))
(write (list name (string-length name) (string-ref name 4))) (newline)
(for-each
  (lambda (change) (write (message change)) (newline))
  (list (lambda () (string-set! name 0 #\j))
        (lambda () (string-set! name 0 #\λ))
        (lambda () (string-fill! name #\j))
        (lambda () (string-copy! name 1 "abc"))
        (lambda () (symbol->string "no symbol"))))
(define copy (string-copy name))
(string-set! copy 0 #\λ)
(write (list copy name 'hello (eq? (string->symbol name) 'hello))) (newline)
(write (symbol->string (string->symbol "two words"))) (newline)
;=> ("hello" 5 #\o)
;=> "string-set!: expected a string that can be changed, got \"hello\""
;=> "string-set!: expected a string that can be changed, got \"hello\""
;=> "string-fill!: expected a string that can be changed, got \"hello\""
;=> "string-copy!: expected a string that can be changed, got \"hello\""
;=> "symbol->string: expected a symbol, got \"no symbol\""
;=> ("λello" "hello" hello #t)
;=> "two words"
