;;; name: ackermann
;;; class: calls
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; ackermann: the Ackermann function for 3 and n, which is 2^(n+3) - 3. Deep recursion that is not
;; a loop, mixed with tail calls.

(import (scheme base) (scheme process-context) (scheme write))

(define size 12) ; the second argument; small 5

(define (expected n)
  (cond ((= n 5) 253)
        ((= n 12) 32765)
        (else #f)))

(define (ackermann m n)
  (cond ((= m 0) (+ n 1))
        ((= n 0) (ackermann (- m 1) 1))
        (else (ackermann (- m 1) (ackermann m (- n 1))))))

(define (main)
  (let ((result (ackermann 3 size))
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
