;;; name: vigenere
;;; class: characters
;;; imports: (scheme base) (scheme char) (scheme process-context) (scheme write)
;; vigenere: enciphers a text again and again with a running key, deciphers it as often, and
;; counts the letters that came back. Character predicates, case, and codes in both directions.

(import (scheme base) (scheme char) (scheme process-context) (scheme write))

(define size 5000) ; rounds; small 3

(define (expected n)
  (cond ((= n 3) 1408000)
        ((= n 5000) 1408049)
        (else #f)))

(define plain
  (let loop ((i 0) (text "The quick brown fox, at 9 o'clock, jumps over 13 Lazy Dogs; why? "))
    (if (= i 5)
        text
        (loop (+ i 1) (string-append text text)))))

(define (rotate-letter c shift base)
  (integer->char
    (+ (char->integer base)
       (modulo (+ (- (char->integer c) (char->integer base)) shift) 26))))

(define (rotate c shift)
  (cond ((not (char-alphabetic? c)) c)
        ((char-upper-case? c) (rotate-letter c shift #\A))
        (else (rotate-letter c shift #\a))))

(define (key-shift key i)
  (- (char->integer (char-downcase (string-ref key (modulo i (string-length key)))))
     (char->integer #\a)))

(define (translate text key direction)
  (let* ((length (string-length text))
         (result (make-string length #\space)))
    (do ((i 0 (+ i 1)))
        ((= i length) result)
      (string-set! result i
        (rotate (string-ref text i) (* direction (key-shift key i)))))))

(define (count-equal-letters a b)
  (let loop ((i 0) (count 0))
    (cond ((= i (string-length a)) count)
          ((and (char=? (string-ref a i) (string-ref b i)) (char-alphabetic? (string-ref a i)))
           (loop (+ i 1) (+ count 1)))
          (else (loop (+ i 1) count)))))

;; Letters equal after one way only, plus a thousand times those equal after both ways.
(define (round-trip rounds)
  (let loop ((left rounds) (text plain) (keys '()))
    (if (> left 0)
        (let ((key (if (even? left) "LemonTree" "brick")))
          (loop (- left 1) (translate text key 1) (cons key keys)))
        (let back ((keys keys) (result text))
          (if (null? keys)
              (+ (count-equal-letters plain text)
                 (* 1000 (count-equal-letters plain result)))
              (back (cdr keys) (translate result (car keys) -1)))))))

(define (main)
  (let ((result (round-trip size))
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
