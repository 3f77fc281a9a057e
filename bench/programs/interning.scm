;;; name: interning
;;; class: symbols
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; interning: makes symbols from strings, finds them again by eq?, and keeps values for them in
;; association lists, as a small property-list data base would.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1500000) ; lookups; small 800

(define (expected n)
  (cond ((= n 800) 16627)
        ((= n 1500000) 30631741)
        (else #f)))

(define kinds '#(apple pear plum quince cherry fig))

(define (name-of i)
  (string->symbol
    (string-append (symbol->string (vector-ref kinds (modulo i 6)))
                   "-"
                   (number->string (modulo (* i i) 97)))))

;; Adds one to the count of `name` in its kind's list, which moves it to the front when new.
(define (count-name! shelf name)
  (let ((entry (assq name (cdr shelf))))
    (if entry
        (set-cdr! entry (+ (cdr entry) 1))
        (set-cdr! shelf (cons (cons name 1) (cdr shelf))))))

(define (fill-shelves count)
  (let ((shelves (map list (vector->list kinds))))
    (do ((i 0 (+ i 1)))
        ((= i count) shelves)
      (count-name! (assq (vector-ref kinds (modulo i 6)) shelves) (name-of i)))))

(define (symbols-equal? shelf)
  (let loop ((entries (cdr shelf)))
    (or (null? entries)
        (and (symbol=? (car (car entries))
                       (string->symbol (symbol->string (car (car entries)))))
             (loop (cdr entries))))))

;; Names are weighed by their length, so that a mix-up between them shows.
(define (weight shelf)
  (apply +
         (map (lambda (entry)
                (* (string-length (symbol->string (car entry)))
                   (cdr entry)
                   (if (memq (car shelf) '(plum fig)) 2 3)))
              (cdr shelf))))

(define (total-weight count)
  (let ((shelves (fill-shelves count)))
    (let loop ((shelves shelves) (total 0) (entries 0))
      (cond ((null? shelves) (+ total entries))
            ((symbols-equal? (car shelves))
             (loop (cdr shelves)
                   (+ total (weight (car shelves)))
                   (+ entries (length (cdr (car shelves))))))
            (else -1)))))

(define (main)
  (let ((result (total-weight size))
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
