;;; name: string-ports
;;; class: text-io
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; string-ports: writes a text to a string port, reads it back character by character, and prints
;; its lines with numbers to another port, as `cat -n` and `wc` would.

(import (scheme base) (scheme process-context) (scheme write))

(define size 400) ; rounds over a text of 2000 lines; small 1

(define (expected n)
  (cond ((= n 1) 169409)
        ((= n 400) 67763600)
        (else #f)))

(define (write-text lines)
  (let ((out (open-output-string)))
    (do ((i 0 (+ i 1)))
        ((= i lines) (get-output-string out))
      (write-string "line " out)
      (write i out)
      (write-char #\space out)
      (display (* i i) out)
      (write-char #\space out)
      (write (number->string (modulo i 17)) out)
      (newline out))))

;; Characters + 3 * words + 5 * lines.
(define (count-text in)
  (let loop ((total 0) (in-word? #f))
    (let ((c (read-char in)))
      (cond ((eof-object? c) total)
            ((char=? c #\newline) (loop (+ total 6) #f))
            ((char=? c #\space) (loop (+ total 1) #f))
            (in-word? (loop (+ total 1) #t))
            (else (loop (+ total 4) #t))))))

(define (number-lines in out)
  (let loop ((n 1) (start? #t))
    (let ((c (peek-char in)))
      (cond ((eof-object? c) n)
            (start?
             (write n out)
             (write-string ": " out)
             (loop (+ n 1) #f))
            (else
             (write-char (read-char in) out)
             (loop n (char=? c #\newline)))))))

(define (longest-line in)
  (let loop ((longest 0))
    (let ((line (read-line in)))
      (if (eof-object? line)
          longest
          (loop (max longest (string-length line)))))))

(define (run-rounds count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (let ((text (write-text 2000))
              (out (open-output-string)))
          (number-lines (open-input-string text) out)
          (loop (+ i 1)
                (+ total
                   (count-text (open-input-string text))
                   (count-text (open-input-string (get-output-string out)))
                   (longest-line (open-input-string text))))))))

(define (main)
  (let ((result (run-rounds size))
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
