;;; name: json
;;; class: parsers
;;; imports: (scheme base) (scheme char) (scheme process-context) (scheme write)
;; json: parses JSON text into lists, vectors and strings by recursive descent over a string port,
;; writes it out again, and compares what a second parse gives.

(import (scheme base) (scheme char) (scheme process-context) (scheme write))

(define size 400) ; rounds over a document of 150 objects; small 1

(define (expected n)
  (cond ((= n 1) -1094995)
        ((= n 400) -437998000)
        (else #f)))

(define (skip-space in)
  (let ((c (peek-char in)))
    (if (and (char? c) (char-whitespace? c))
        (begin (read-char in) (skip-space in)))))

(define (expect in wanted)
  (skip-space in)
  (let ((c (read-char in)))
    (if (not (eqv? c wanted))
        (error "unexpected character" c wanted))))

;; Parses items by `parse-item` up to the closing character, commas between them.
(define (parse-items in close parse-item)
  (skip-space in)
  (if (eqv? (peek-char in) close)
      (begin (read-char in) '())
      (let loop ((items (list (parse-item in))))
        (skip-space in)
        (let ((c (read-char in)))
          (cond ((eqv? c #\,) (loop (cons (parse-item in) items)))
                ((eqv? c close) (reverse items))
                (else (error "expected , or end" c)))))))

(define (parse-member in)
  (skip-space in)
  (let ((name (parse-string in)))
    (expect in #\:)
    (cons name (parse-value in))))

(define (parse-string in)
  (expect in #\")
  (let ((out (open-output-string)))
    (let loop ()
      (let ((c (read-char in)))
        (cond ((char=? c #\") (get-output-string out))
              ((char=? c #\\)
               (let ((escaped (read-char in)))
                 (write-char (if (char=? escaped #\n) #\newline escaped) out)
                 (loop)))
              (else (write-char c out) (loop)))))))

(define (parse-word in)
  (let loop ((letters '()))
    (let ((c (peek-char in)))
      (if (and (char? c) (or (char-alphabetic? c) (char-numeric? c) (memv c '(#\- #\.))))
          (loop (cons (read-char in) letters))
          (list->string (reverse letters))))))

(define (word-value word)
  (cond ((string=? word "true") #t)
        ((string=? word "false") #f)
        ((string=? word "null") 'null)
        ((string->number word))
        (else (error "unknown word" word))))

(define (parse-value in)
  (skip-space in)
  (case (peek-char in)
    ((#\{) (read-char in) (cons 'object (parse-items in #\} parse-member)))
    ((#\[) (read-char in) (list->vector (parse-items in #\] parse-value)))
    ((#\") (parse-string in))
    (else (word-value (parse-word in)))))

(define (write-items items write-item out)
  (let loop ((items items) (first? #t))
    (if (pair? items)
        (begin
          (if (not first?) (write-char #\, out))
          (write-item (car items) out)
          (loop (cdr items) #f)))))

(define (write-text text out)
  (write-char #\" out)
  (string-for-each
    (lambda (c)
      (cond ((char=? c #\newline) (write-string "\\n" out))
            ((memv c '(#\" #\\)) (write-char #\\ out) (write-char c out))
            (else (write-char c out))))
    text)
  (write-char #\" out))

(define (write-member member out)
  (write-text (car member) out)
  (write-char #\: out)
  (write-value (cdr member) out))

(define (write-value value out)
  (cond ((string? value) (write-text value out))
        ((number? value) (write-string (number->string value) out))
        ((vector? value)
         (write-char #\[ out)
         (write-items (vector->list value) write-value out)
         (write-char #\] out))
        ((pair? value)
         (write-char #\{ out)
         (write-items (cdr value) write-member out)
         (write-char #\} out))
        (else (write-string (if (symbol? value) "null" (if value "true" "false")) out))))

(define (to-text value)
  (let ((out (open-output-string)))
    (write-value value out)
    (get-output-string out)))

(define (make-object i)
  (string-append "{ \"id\": " (number->string i)
                 ", \"name\": \"Item \\\"" (number->string (* i 37)) "\\\"\\n\","
                 " \"tags\": [\"a\", \"b" (number->string (modulo i 7)) "\", []],\n"
                 " \"price\": " (number->string (quotient i 4)) ".25, \"gone\": "
                 (if (even? i) "true" "false")
                 ", \"parent\": null, \"box\": {\"w\": -" (number->string (* i i))
                 ", \"e\": {}} }"))

(define document
  (let loop ((i 150) (text "]"))
    (if (= i 0)
        (string-append "[" text)
        (loop (- i 1)
              (string-append (make-object i) (if (= i 150) "" ",\n") text)))))

(define (parse text)
  (parse-value (open-input-string text)))

(define (weigh value)
  (cond ((string? value) (string-length value))
        ((number? value) (exact (floor value)))
        ((vector? value) (+ 1 (apply + (map weigh (vector->list value)))))
        ((pair? value)
         (apply + 2 (map (lambda (member) (+ (weigh (car member)) (weigh (cdr member))))
                         (cdr value))))
        (else (if (eq? value #t) 5 3))))

(define (round-trips count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (let* ((value (parse document))
               (text (to-text value)))
          (loop (+ i 1)
                (if (equal? (parse text) value)
                    (+ total (weigh value) (string-length text))
                    -1))))))

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
