;;; name: streams
;;; class: closures
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; streams: the primes by a sieve of lazy streams whose tails are closures that remember their
;; value. Each prime adds a filter, so an element passes through a long chain of closures.

(import (scheme base) (scheme process-context) (scheme write))

(define size 4000) ; which prime; small 120

(define (expected n)
  (cond ((= n 120) 659)
        ((= n 4000) 37813)
        (else #f)))

(define-syntax stream-cons
  (syntax-rules ()
    ((_ head tail) (cons head (remembering (lambda () tail))))))

(define (remembering compute)
  (let ((known? #f) (value #f))
    (lambda ()
      (if (not known?)
          (begin
            (set! value (compute))
            (set! known? #t)))
      value)))

(define (stream-tail stream) ((cdr stream)))

(define (integers-from n)
  (stream-cons n (integers-from (+ n 1))))

(define (stream-filter keep? stream)
  (if (keep? (car stream))
      (stream-cons (car stream) (stream-filter keep? (stream-tail stream)))
      (stream-filter keep? (stream-tail stream))))

(define (sieve stream)
  (let ((prime (car stream)))
    (stream-cons prime
                 (sieve (stream-filter (lambda (n) (not (= (remainder n prime) 0)))
                                       (stream-tail stream))))))

(define (nth stream n)
  (if (= n 1)
      (car stream)
      (nth (stream-tail stream) (- n 1))))

(define (main)
  (let ((result (nth (sieve (integers-from 2)) size))
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
