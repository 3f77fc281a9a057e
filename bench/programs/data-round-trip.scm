;;; name: data-round-trip
;;; class: text-io
;;; imports: (scheme base) (scheme process-context) (scheme read) (scheme write)
;; data-round-trip: writes nested data of many types to a string, reads it back, and goes on with
;; what was read, which must be equal? to what was written.

(import (scheme base) (scheme process-context) (scheme read) (scheme write))

(define size 3000) ; rounds; small 2

(define (expected n)
  (cond ((= n 2) 28431)
        ((= n 3000) 28431)
        (else #f)))

(define (make-data i)
  (list 'entry
        i
        (* i 1.5)
        (- i)
        (string-append "text with \"quotes\" and \\ number " (number->string i))
        (string-ref "xyz \n" (modulo i 5))
        (vector i (list #t #f '()) 'a-symbol)
        (cons i (* i i))
        ''quoted
        (expt 7 (modulo i 40))))

(define (make-list-of-data count)
  (let loop ((i 0) (data '()))
    (if (= i count)
        data
        (loop (+ i 1) (cons (make-data i) data)))))

(define (written data)
  (let ((out (open-output-string)))
    (write data out)
    (get-output-string out)))

(define (weigh data)
  (cond ((pair? data) (+ 1 (weigh (car data)) (weigh (cdr data))))
        ((vector? data) (+ 2 (weigh (vector->list data))))
        ((string? data) (string-length data))
        ((symbol? data) (string-length (symbol->string data)))
        ((char? data) (char->integer data))
        ((and (number? data) (exact? data)) (modulo data 101))
        ((number? data) (exact (truncate data)))
        (else 1)))

(define (round-trips count)
  (let loop ((left count) (data (make-list-of-data 60)))
    (if (= left 0)
        (weigh data)
        (let ((copy (read (open-input-string (written data)))))
          (if (equal? copy data)
              (loop (- left 1) copy)
              (- left))))))

(define (main)
  (let ((result (round-trips size))
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
