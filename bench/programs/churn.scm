;;; name: churn
;;; class: allocation
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; churn: a long-lived ring of small objects of every kind (pairs, vectors, strings, flonums,
;; closures), whose oldest is replaced at each step, so that old objects point to young ones.

(import (scheme base) (scheme process-context) (scheme write))

(define size 8000000) ; replacements in a ring of 5000; small 8000

(define (expected n)
  (cond ((= n 8000) 9896)
        ((= n 8000000) 26383497)
        (else #f)))

(define ring-size 5000)

(define (make-object kind i older)
  (case kind
    ((0) (cons i older))
    ((1) (vector i (vector-ref older 0) i))
    ((2) (make-string (+ 1 (modulo i 9)) #\x))
    ((3) (* 0.5 i))
    (else (lambda (n) (+ n i)))))

(define (weigh object)
  (cond ((pair? object) (modulo (car object) 7))
        ((vector? object) (modulo (vector-ref object 2) 11))
        ((string? object) (string-length object))
        ((number? object) (modulo (exact (floor object)) 5))
        ((procedure? object) (modulo (object 1) 3))
        (else 0)))

(define (churn count)
  (let ((ring (make-vector ring-size #f)))
    (let loop ((i 0) (sum 0))
      (if (= i count)
          sum
          (let* ((place (modulo i ring-size))
                 (old (vector-ref ring place)))
            (vector-set! ring place
              (make-object (modulo i 5) i (vector (modulo i 13) i)))
            (loop (+ i 1) (+ sum (weigh old))))))))

(define (main)
  (let ((result (churn size))
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
