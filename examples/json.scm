#!/usr/bin/env lazuli
;; Reads JSON from standard input and prints it again, indented.
;;
;;   echo '{"a": [1, 2.5, "x"], "b": null}' | lazuli examples/json.scm
;;
;; Objects are association lists in a record, arrays are vectors, null is the symbol null. A mistake
;; in the text is raised as an error and handled at the end of the program.

(define-record-type object (make-object fields) object? (fields object-fields))

(define (fail what) (error "bad JSON:" what (peek-char)))

(define (skip-blanks)
  (let ((c (peek-char)))
    (if (and (char? c) (char-whitespace? c))
        (begin (read-char) (skip-blanks)))))

(define (next-char)
  (skip-blanks)
  (peek-char))

(define (expect c)
  (if (eqv? (next-char) c) (read-char) (fail (string-append "expected " (string c)))))

(define (read-json)
  (let ((c (next-char)))
    (case c
      ((#\{) (read-char) (make-object (read-sequence #\} read-field)))
      ((#\[) (read-char) (list->vector (read-sequence #\] read-json)))
      ((#\") (read-json-string))
      ((#\t) (read-name "true" #t))
      ((#\f) (read-name "false" #f))
      ((#\n) (read-name "null" 'null))
      (else (read-json-number)))))

;; What `read-item` reads, with commas between, up to `close`.
(define (read-sequence close read-item)
  (if (eqv? (next-char) close)
      (begin (read-char) '())
      (let loop ((items (list (read-item))))
        (if (eqv? (next-char) #\,)
            (begin (read-char) (loop (cons (read-item) items)))
            (begin (expect close) (reverse items))))))

(define (read-field)
  (skip-blanks)
  (let ((name (read-json-string)))
    (expect #\:)
    (cons name (read-json))))

(define (read-name name value)
  (string-for-each (lambda (c) (if (not (eqv? (read-char) c)) (fail name))) name)
  value)

(define (read-json-number)
  (let loop ((digits '()))
    (let ((c (peek-char)))
      (if (and (char? c) (or (char-numeric? c) (memv c '(#\- #\+ #\. #\e #\E))))
          (loop (cons (read-char) digits))
          (or (string->number (list->string (reverse digits)))
              (fail "expected a value"))))))

(define (read-json-string)
  (expect #\")
  (let loop ((letters '()))
    (let ((c (read-char)))
      (cond ((eof-object? c) (fail "a string has no end"))
            ((eqv? c #\") (list->string (reverse letters)))
            ((eqv? c #\\) (loop (cons (read-escape (read-char)) letters)))
            (else (loop (cons c letters)))))))

(define (read-escape c)
  (case c
    ((#\n) #\newline)
    ((#\t) #\tab)
    ((#\r) #\return)
    ((#\u) (integer->char (string->number (read-string 4) 16)))
    (else c)))

(define (write-json value indent)
  (cond ((object? value)
         (write-sequence "{" "}" (object-fields value) indent
           (lambda (field inner)
             (write (car field))
             (display ": ")
             (write-json (cdr field) inner))))
        ((vector? value)
         (write-sequence "[" "]" (vector->list value) indent write-json))
        ((boolean? value) (display (if value "true" "false")))
        (else (write value))))

(define (write-sequence open close items indent write-item)
  (display open)
  (let ((inner (string-append indent "  ")))
    (let loop ((items items) (separator ""))
      (if (pair? items)
          (begin
            (display separator)
            (newline)
            (display inner)
            (write-item (car items) inner)
            (loop (cdr items) ",")))))
  (if (pair? items)
      (begin (newline) (display indent)))
  (display close))

(guard (e ((error-object? e)
           (display (error-object-message e))
           (for-each (lambda (each) (display " ") (write each)) (error-object-irritants e))
           (newline)
           (exit 1)))
  (write-json (read-json) "")
  (newline))
