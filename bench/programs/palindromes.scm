;;; name: palindromes
;;; class: strings
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; palindromes: the sum of the numbers below n that read the same backwards in bases 10 and 2.
;; number->string, string->list, list->string and string=? do the work.

(import (scheme base) (scheme process-context) (scheme write))

(define size 2000000) ; numbers below this; small 3000

(define (expected n)
  (cond ((= n 3000) 1772)
        ((= n 2000000) 6544940)
        (else #f)))

(define (reversed text)
  (list->string (reverse (string->list text))))

(define (palindrome? text)
  (string=? text (reversed text)))

(define (double-palindrome? n)
  (and (palindrome? (number->string n))
       (palindrome? (number->string n 2))))

(define (palindrome-sum limit)
  (let loop ((n 0) (sum 0))
    (cond ((= n limit) sum)
          ((double-palindrome? n) (loop (+ n 1) (+ sum n)))
          (else (loop (+ n 1) sum)))))

(define (main)
  (let ((result (palindrome-sum size))
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
