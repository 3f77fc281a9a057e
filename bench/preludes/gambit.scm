;; What Gambit 4.9.3 lacks of R7RS, and the declarations that Gambit's own benchmarks use. Safe: the
;; types of arguments are checked.

;;; always
(declare (standard-bindings) (extended-bindings) (block))

;;; lacks: digit-value

(define-macro (let-values clauses . body)
  (if (null? clauses)
      `(let () ,@body)
      `(call-with-values (lambda () ,(cadar clauses))
         (lambda ,(caar clauses) (let-values ,(cdr clauses) ,@body)))))
(define-macro (let*-values clauses . body)
  (if (null? clauses)
      `(let () ,@body)
      `(call-with-values (lambda () ,(cadar clauses))
         (lambda ,(caar clauses) (let*-values ,(cdr clauses) ,@body)))))
(define-macro (guard spec . body)
  (let ((name (car spec)) (leave (gensym)) (results (gensym)))
    `((call-with-current-continuation
        (lambda (,leave)
          (with-exception-handler
            (lambda (,name)
              (,leave
                (lambda ()
                  (cond ,@(cdr spec)
                        ,@(if (and (pair? (cdr spec)) (eq? 'else (car (list-ref spec (- (length spec) 1)))))
                              '()
                              `((else (raise ,name))))))))
            (lambda ()
              (call-with-values
                (lambda () ,@body)
                (lambda ,results (,leave (lambda () (apply values ,results))))))))))))
(define (error-object? x) (error-exception? x))
(define (error-object-message x) (error-exception-message x))
(define (error-object-irritants x) (error-exception-parameters x))
(define (raise-continuable x) ((current-exception-handler) x))
(define (environment . libraries) (interaction-environment))
(define (make-hash-table . ignored) (make-table))
(define (hash-table-set! table key value) (table-set! table key value))
(define (hash-table-ref/default table key default) (table-ref table key default))
(define (hash-table-update!/default table key change default)
  (table-set! table key (change (table-ref table key default))))
(define (hash-table-delete! table key) (table-set! table key))
(define (hash-table-count table) (table-length table))
(define (hash-table-size table) (table-length table))
(define (hash-table-keys table) (map car (table->list table)))
(define (hash-table-values table) (map cdr (table->list table)))
(define (hash-table->alist table) (table->list table))
(define (hash-table-walk table f) (table-for-each f table))
;; A handler runs under the handlers around it.
(define (with-exception-handler handler thunk)
  (let ((outer (current-exception-handler)))
    (parameterize ((current-exception-handler
                     (lambda (x) (parameterize ((current-exception-handler outer)) (handler x)))))
      (thunk))))
