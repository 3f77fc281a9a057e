;;; name: church
;;; class: closures
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; church: arithmetic on Church numerals. Numbers are procedures that return procedures; nothing
;; is computed but by calling closures made a moment before.

(import (scheme base) (scheme process-context) (scheme write))

(define size 11) ; the exponent of 5; small 4

(define (expected n)
  (cond ((= n 4) 1033)
        ((= n 11) 48828533)
        (else #f)))

(define zero (lambda (f) (lambda (x) x)))

(define (successor n)
  (lambda (f) (lambda (x) (f ((n f) x)))))

(define (add m n)
  (lambda (f) (lambda (x) ((m f) ((n f) x)))))

(define (multiply m n)
  (lambda (f) (m (n f))))

(define (raise-to base exponent)
  (exponent base))

(define (church n)
  (if (= n 0)
      zero
      (successor (church (- n 1)))))

(define (unchurch n)
  ((n (lambda (x) (+ x 1))) 0))

(define (main)
  (let ((result
         (unchurch (add (raise-to (church 5) (church size)) (multiply (church 12) (church 34)))))
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
