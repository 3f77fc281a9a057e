;; What `racket/base` lacks of R7RS. Pairs are Racket's, made mutable by an unsafe procedure behind a
;; check: the mutable pairs of its `r6rs` language are a slower kind.

;;; always
(require (for-syntax racket/base) (only-in racket/math nan? infinite?))

;;; for: set-car! set-cdr!
(begin
  (require (only-in racket/unsafe/ops unsafe-set-immutable-car! unsafe-set-immutable-cdr!))
  (define (set-car! pair x)
    (if (pair? pair) (unsafe-set-immutable-car! pair x) (raise-argument-error 'set-car! "pair?" pair)))
  (define (set-cdr! pair x)
    (if (pair? pair) (unsafe-set-immutable-cdr! pair x) (raise-argument-error 'set-cdr! "pair?" pair))))
;;; for: if
(begin
  (require (only-in racket/base [if racket-if]))
  (define-syntax if
    (syntax-rules ()
      ((_ test then) (racket-if test then (void)))
      ((_ test then else) (racket-if test then else)))))
;;; for: define-record-type
(require (only-in srfi/9 define-record-type))
;;; for: delay force make-promise delay-force
(require (only-in racket/promise delay force [lazy delay-force]))

;;; lacks: boolean=? symbol=? digit-value floor/ floor-quotient floor-remainder truncate/
;;; lacks: truncate-quotient truncate-remainder square list-copy list-set! make-list
;;; lacks: string-for-each string-map string->vector vector->string vector-append vector-copy
;;; lacks: vector-for-each vector-map write-simple write-shared exact-integer-sqrt
;;; lacks: bytevector-append range-start range-end guard-clauses

(define (jiffies-per-second) 1000000)
(define (current-jiffy) (inexact->exact (floor (* 1000 (current-inexact-monotonic-milliseconds)))))
(define (exact x) (inexact->exact x))
(define (inexact x) (exact->inexact x))
(define (finite? x) (not (or (nan? x) (infinite? x))))
(define-syntax-rule (guard (name clause ...) body ...)
  (with-handlers ([(lambda (x) #t) (lambda (name) (guard-clauses name clause ...))]) body ...))
(define (with-exception-handler handler thunk)
  (call-with-exception-handler handler thunk))
(define (raise-continuable x) (raise x))
;;; for: bench-error bench-error? bench-error-irritants
(struct bench-error exn:fail (irritants))
(define (error message . irritants)
  (raise (bench-error message (current-continuation-marks) irritants)))
(define (error-object? x) (exn:fail? x))
(define (error-object-message x) (exn-message x))
(define (error-object-irritants x) (if (bench-error? x) (bench-error-irritants x) '()))
(define bytevector bytes)
(define bytevector? bytes?)
(define make-bytevector make-bytes)
(define bytevector-u8-ref bytes-ref)
(define bytevector-u8-set! bytes-set!)
(define bytevector-length bytes-length)
(define bytevector-copy subbytes)
(define bytevector-copy! bytes-copy!)
(define utf8->string bytes->string/utf-8)
(define string->utf8 string->bytes/utf-8)
(define (eof-object) eof)
(define (flush-output-port . port) (apply flush-output port))
(define (emergency-exit . code) (apply exit code))
(define-syntax-rule (letrec* bindings body ...) (letrec bindings body ...))
(define (environment . libraries) (make-base-namespace))
(define (make-hash-table . ignored) (make-hash))
(define hash-table-set! hash-set!)
(define (hash-table-ref/default table key default) (hash-ref table key default))
(define (hash-table-update!/default table key change default) (hash-update! table key change default))
(define hash-table-delete! hash-remove!)
(define hash-table-count hash-count)
(define hash-table-size hash-count)
(define hash-table-contains? hash-has-key?)
(define hash-table-exists? hash-has-key?)
(define hash-table-keys hash-keys)
(define hash-table-values hash-values)
(define hash-table->alist hash->list)
(define (hash-table-walk table f) (hash-for-each table f))
