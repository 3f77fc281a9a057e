;;; name: regular-expressions
;;; class: parsers
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; regular-expressions: parses patterns with alternatives, groups, stars and classes, compiles
;; them to closures in continuation-passing style, and counts matches by backtracking.

(import (scheme base) (scheme process-context) (scheme write))

(define size 5000) ; rounds over the texts; small 1

(define (expected n)
  (cond ((= n 1) 1045)
        ((= n 5000) 5225000)
        (else #f)))

;; A matcher takes text, place and what to do next with a place; it returns a place or #f.
(define (match-char ok?)
  (lambda (text i next)
    (and (< i (string-length text))
         (ok? (string-ref text i))
         (next (+ i 1)))))

(define (match-sequence a b)
  (lambda (text i next)
    (a text i (lambda (j) (b text j next)))))

(define (match-either a b)
  (lambda (text i next)
    (or (a text i next) (b text i next))))

(define (match-star a)
  (define (self text i next)
    (or (a text i (lambda (j) (and (> j i) (self text j next))))
        (next i)))
  self)

(define (match-empty text i next) (next i))

;; Parsers return a matcher and the rest of the pattern, a list of characters.
(define (parse-alternatives chars)
  (let-values (((first rest) (parse-sequence chars)))
    (if (and (pair? rest) (char=? (car rest) #\|))
        (let-values (((second rest) (parse-alternatives (cdr rest))))
          (values (match-either first second) rest))
        (values first rest))))

(define (parse-sequence chars)
  (if (or (null? chars) (memv (car chars) '(#\| #\))))
      (values match-empty chars)
      (let*-values (((first rest) (parse-starred chars))
                    ((second rest) (parse-sequence rest)))
        (values (match-sequence first second) rest))))

(define (parse-starred chars)
  (let-values (((matcher rest) (parse-atom chars)))
    (cond ((and (pair? rest) (char=? (car rest) #\*))
           (values (match-star matcher) (cdr rest)))
          ((and (pair? rest) (char=? (car rest) #\+))
           (values (match-sequence matcher (match-star matcher)) (cdr rest)))
          (else (values matcher rest)))))

(define (parse-atom chars)
  (case (car chars)
    ((#\()
     (let-values (((inner rest) (parse-alternatives (cdr chars))))
       (values inner (cdr rest))))
    ((#\.) (values (match-char (lambda (c) #t)) (cdr chars)))
    ((#\[) (parse-class (cdr chars) '()))
    (else
     (let ((wanted (car chars)))
       (values (match-char (lambda (c) (char=? c wanted))) (cdr chars))))))

(define (parse-class chars members)
  (if (char=? (car chars) #\])
      (values (match-char (lambda (c) (memv c members))) (cdr chars))
      (parse-class (cdr chars) (cons (car chars) members))))

(define (compile pattern)
  (let-values (((matcher rest) (parse-alternatives (string->list pattern))))
    (if (null? rest) matcher (error "bad pattern" pattern))))

;; Every place where a match starts counts with the length of the first one found.
(define (match-lengths matcher text)
  (let loop ((i 0) (sum 0))
    (if (= i (string-length text))
        sum
        (let ((end (matcher text i (lambda (j) j))))
          (loop (+ i 1) (if end (+ sum 1 (- end i)) sum))))))

(define patterns
  '("[abc]+d" "(a|b)*abb" "x.y|zz*" "(ab|ba)+(c|d)" "a(b(c(d|e)*)*)*z" ".*foo"))

(define texts
  '("abcabcabdabbabbabbxyyxzyzzzzabbac" "ababbaabcbaababdcdbcddccbcdeedcz"
    "foo bar foo baz food afoot x.y xxyy" "abcdedcbcddez aababbaabababbabababb"))

(define (run-rounds count)
  (let loop ((left count) (total 0))
    (if (= left 0)
        total
        (loop (- left 1)
              (+ total
                 (apply +
                        (map (lambda (pattern)
                               (let ((matcher (compile pattern)))
                                 (apply + (map (lambda (text) (match-lengths matcher text))
                                               texts))))
                             patterns)))))))

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
