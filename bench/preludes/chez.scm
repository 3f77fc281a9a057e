;; What Chez Scheme lacks of R7RS, or has with another meaning. See adapt.ts for how it is used.

;;; always
(import (prefix (only (chezscheme) define-record-type error member assoc vector-copy vector-fill!
                      string-copy string->list vector->list vector-map exit)
                chez:))

;;; lacks: exact-integer? square floor/ floor-quotient floor-remainder truncate/ truncate-quotient
;;; lacks: truncate-remainder list-set! string-map string->vector vector->string vector-append
;;; lacks: vector-copy! digit-value write-simple write-shared bytevector-append range-start range-end

(define (jiffies-per-second) 1000000000)
;; Nanoseconds on the monotonic clock.
(define (current-jiffy)
  (let ((now (current-time 'time-monotonic)))
    (+ (* 1000000000 (time-second now)) (time-nanosecond now))))

(define (error message . irritants) (apply chez:error #f message irritants))
(define (error-object? x) (condition? x))
(define (error-object-message x) (if (message-condition? x) (condition-message x) ""))
(define (error-object-irritants x) (if (irritants-condition? x) (condition-irritants x) '()))

;; R7RS's records in terms of R6RS's.
(define-syntax define-record-type
  (syntax-rules ()
    ((_ type (make arg ...) predicate field ...)
     (record-fields type make predicate (arg ...) () () field ...))))
(define-syntax record-fields
  (syntax-rules ()
    ((_ type make predicate args (name ...) specs)
     (chez:define-record-type (type make predicate)
       (fields . specs)
       (protocol (lambda (new) (let ((name #f) ...) (lambda args (new name ...)))))))
    ((_ type make predicate args (name ...) (spec ...) (field get) . rest)
     (record-fields type make predicate args (name ... field) (spec ... (immutable field get)) . rest))
    ((_ type make predicate args (name ...) (spec ...) (field get set) . rest)
     (record-fields type make predicate args (name ... field) (spec ... (mutable field get set))
                    . rest))))

(define member
  (case-lambda
    ((x items) (chez:member x items))
    ((x items same?) (memp (lambda (item) (same? x item)) items))))
(define assoc
  (case-lambda
    ((x pairs) (chez:assoc x pairs))
    ((x pairs same?) (assp (lambda (key) (same? x key)) pairs))))

(define vector-copy
  (case-lambda
    ((v) (chez:vector-copy v))
    ((v start) (vector-copy v start (vector-length v)))
    ((v start end)
     (let ((copy (make-vector (- end start))))
       (vector-copy! copy 0 v start end)
       copy))))
(define vector-fill!
  (case-lambda
    ((v x) (chez:vector-fill! v x))
    ((v x start) (vector-fill! v x start (vector-length v)))
    ((v x start end)
     (do ((i start (+ i 1))) ((= i end)) (vector-set! v i x)))))
(define string-copy
  (case-lambda
    ((s) (chez:string-copy s))
    ((s start) (substring s start (string-length s)))
    ((s start end) (substring s start end))))
(define string->list
  (case-lambda
    ((s) (chez:string->list s))
    ((s start) (chez:string->list (string-copy s start)))
    ((s start end) (chez:string->list (substring s start end)))))
(define vector->list
  (case-lambda
    ((v) (chez:vector->list v))
    ((v start) (chez:vector->list (vector-copy v start)))
    ((v start end) (chez:vector->list (vector-copy v start end)))))
(define string-copy!
  (case-lambda
    ((to at from) (string-copy! to at from 0 (string-length from)))
    ((to at from start) (string-copy! to at from start (string-length from)))
    ((to at from start end)
     (if (and (eq? to from) (< start at))
         (do ((i (- end 1) (- i 1))) ((< i start))
           (string-set! to (+ at (- i start)) (string-ref from i)))
         (do ((i start (+ i 1))) ((= i end))
           (string-set! to (+ at (- i start)) (string-ref from i)))))))
(define write-string
  (case-lambda
    ((s) (display s))
    ((s port) (display s port))))
(define read-line
  (case-lambda
    (() (get-line (current-input-port)))
    ((port) (get-line port))))

(define (environment . libraries) (interaction-environment))

;; SRFI 69.
(define (make-hash-table . ignored) (make-hashtable equal-hash equal?))
(define (hash-table-set! table key value) (hashtable-set! table key value))
(define (hash-table-ref/default table key default) (hashtable-ref table key default))
(define (hash-table-update!/default table key change default)
  (hashtable-update! table key change default))
(define (hash-table-delete! table key) (hashtable-delete! table key))
(define (hash-table-count table) (hashtable-size table))
(define (hash-table-size table) (hashtable-size table))
(define (hash-table-contains? table key) (hashtable-contains? table key))
(define (hash-table-exists? table key) (hashtable-contains? table key))
(define (hash-table-keys table) (vector->list (hashtable-keys table)))
(define (hash-table-values table)
  (let-values (((keys values) (hashtable-entries table))) (vector->list values)))
(define (hash-table->alist table)
  (let-values (((keys values) (hashtable-entries table)))
    (map cons (vector->list keys) (vector->list values))))
(define (hash-table-walk table f)
  (let-values (((keys values) (hashtable-entries table))) (vector-for-each f keys values)))
