;; What CHICKEN 5 lacks of R7RS without the egg of that name.

;;; always
(import (chicken base) (rename (chicken condition) (with-exception-handler install-exception-handler)) (chicken fixnum) (chicken time) (chicken io)
        (chicken port) (chicken process-context))

;;; lacks: boolean=? symbol=? digit-value exact inexact floor/ floor-quotient floor-remainder truncate/
;;; lacks: truncate-quotient truncate-remainder square list-copy list-set! make-list string-copy!
;;; lacks: string-for-each string-map string->vector vector->string vector-append vector-copy vector-copy!
;;; lacks: vector-for-each vector-map write-string write-simple write-shared guard guard-clauses
;;; lacks: bytevector-append range-start range-end

(define (jiffies-per-second) 1000000)
;; The clock counts milliseconds.
(define (current-jiffy) (* 1000 (current-process-milliseconds)))
(define (raise x) (signal x))
(define (error-object? x) (condition? x))
(define (error-object-message x) (get-condition-property x 'exn 'message ""))
(define (error-object-irritants x) (get-condition-property x 'exn 'arguments '()))
(define (raise-continuable x) (signal x))
;; A handler runs under the handlers around it.
(define (with-exception-handler handler thunk)
  (let ((outer (current-exception-handler)))
    (install-exception-handler
      (lambda (x) (install-exception-handler outer (lambda () (handler x))))
      thunk)))
(define (environment . libraries) (interaction-environment))
