;;; name: guards
;;; class: exceptions
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; guards: errors raised at different depths and caught by `guard` clauses that match on symbols,
;; records and error objects, or let the exception pass to an outer guard.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1000000) ; calculations; small 1500

(define (expected n)
  (cond ((= n 1500) 279340)
        ((= n 1000000) 186227012)
        (else #f)))

(define-record-type problem
  (make-problem code)
  problem?
  (code problem-code))

(define (checked-divide a b)
  (case b
    ((0) (raise 'zero))
    ((1) (raise (make-problem a)))
    ((2) (error "cannot halve" a b))
    ((3) (raise (list 'three a)))
    (else (quotient a b))))

(define (deep depth a b)
  (if (= depth 0)
      (checked-divide a b)
      (+ 1 (deep (- depth 1) a b))))

;; Handles all but the list, which passes through.
(define (inner depth a b)
  (guard (problem
          ((symbol? problem) 10)
          ((problem? problem) (problem-code problem))
          ((error-object? problem)
           (+ (string-length (error-object-message problem))
              (apply + (error-object-irritants problem)))))
    (deep depth a b)))

(define (outer depth a b)
  (guard (problem
          ((and (pair? problem) (assq 'three (list problem)))
           => (lambda (entry) (+ 1000 (cadr entry)))))
    (inner depth a b)))

(define (calculate count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (loop (+ i 1)
              (+ sum (outer (modulo i 9) (modulo i 50) (modulo i 6)))))))

(define (main)
  (let ((result (calculate size))
        (wanted (expected size)))
    (cond ((equal? result wanted)
           (display "ok ")
           (write result)
           (newline))
          (else
           (display "wrong ")
           (write result)
           (display " expected ")
           (write wanted)
           (newline)
           (exit 1)))))

(main)
