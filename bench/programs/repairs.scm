;;; name: repairs
;;; class: exceptions
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; repairs: a condition system in use. A validator asks its handlers by raise-continuable what to
;; do with bad input and goes on with the answer; handlers nest and defer to outer ones.

(import (scheme base) (scheme process-context) (scheme write))

(define size 3000000) ; records validated; small 1500

(define (expected n)
  (cond ((= n 1500) 112063)
        ((= n 3000000) 224392604)
        (else #f)))

(define (repair kind value)
  (raise-continuable (cons kind value)))

(define (valid-age n)
  (cond ((< n 0) (repair 'negative n))
        ((> n 150) (repair 'too-large n))
        ((= (modulo n 10) 7) (repair 'odd-seven n))
        (else n)))

(define (with-default-repairs thunk)
  (with-exception-handler
    (lambda (question)
      (if (pair? question)
          (case (car question)
            ((negative) (- (cdr question)))
            ((too-large) 150)
            (else 0))
          -1000000))
    thunk))

;; Answers one kind of question itself; the others go on to the handler outside.
(define (with-sevens-rounded thunk)
  (with-exception-handler
    (lambda (question)
      (if (eq? (car question) 'odd-seven)
          (+ 3 (cdr question))
          (+ 1 (raise-continuable question))))
    thunk))

(define limit (make-parameter 100))

(define (validate-all count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (let ((n (- (modulo (* i 31) 257) 50)))
          (loop (+ i 1)
                (+ sum
                   (if (even? i)
                       (with-sevens-rounded (lambda () (valid-age n)))
                       (parameterize ((limit n))
                         (min (limit) (valid-age n))))))))))

(define (main)
  (let ((result (with-default-repairs (lambda () (validate-all size))))
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
