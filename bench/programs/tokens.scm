;;; name: tokens
;;; class: characters
;;; imports: (scheme base) (scheme char) (scheme process-context) (scheme write)
;; tokens: splits a program text into words, numbers and signs by looking at one character at a
;; time, and adds up what it found.

(import (scheme base) (scheme char) (scheme process-context) (scheme write))

(define size 9000) ; passes over the text; small 4

(define (expected n)
  (cond ((= n 4) 298804)
        ((= n 9000) 672309000)
        (else #f)))

(define source
  (let loop ((i 0) (text ""))
    (if (= i 60)
        text
        (loop (+ i 1)
              (string-append text "while (x" (number->string (* i 13))
                             " <= 42) { Total = total+ " (number->string (* i i))
                             "; } \t// ok\n")))))

(define (skip text start wanted?)
  (let loop ((i start))
    (if (and (< i (string-length text)) (wanted? (string-ref text i)))
        (loop (+ i 1))
        i)))

(define (word-char? c)
  (or (char-alphabetic? c) (char-numeric? c)))

(define (upper-count text start end)
  (let loop ((i start) (count 0))
    (cond ((= i end) count)
          ((char-upper-case? (string-ref text i)) (loop (+ i 1) (+ count 1)))
          (else (loop (+ i 1) count)))))

(define (digits-value text start end)
  (let loop ((i start) (value 0))
    (if (= i end)
        value
        (loop (+ i 1) (+ (* 10 value) (digit-value (string-ref text i)))))))

;; Words count their length and capitals, numbers their value, signs one.
(define (scan text)
  (let loop ((i 0) (sum 0))
    (if (= i (string-length text))
        sum
        (let ((c (string-ref text i)))
          (cond ((char-whitespace? c) (loop (+ i 1) sum))
                ((char-numeric? c)
                 (let ((end (skip text i char-numeric?)))
                   (loop end (+ sum (digits-value text i end)))))
                ((char-alphabetic? c)
                 (let ((end (skip text i word-char?)))
                   (loop end (+ sum (- end i) (upper-count text i end)))))
                (else (loop (+ i 1) (+ sum 1))))))))

(define (scan-often passes)
  (let loop ((left passes) (total 0))
    (if (= left 0)
        total
        (loop (- left 1) (+ total (scan source))))))

(define (main)
  (let ((result (scan-often size))
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
