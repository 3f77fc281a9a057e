;;; name: state-machine
;;; class: macros
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; state-machine: automata written with a macro that turns states and transitions into mutually
;; recursive procedures, run over a long list of symbols; loops and matching by macros as well.

(import (scheme base) (scheme process-context) (scheme write))

(define size 150000) ; passes over a list of 500; small 30

(define (expected n)
  (cond ((= n 30) 150)
        ((= n 150000) 750000)
        (else #f)))

(define-syntax automaton
  (syntax-rules (: ->)
    ((_ start (state : response ...) ...)
     (letrec ((state
               (lambda (symbols)
                 (if (null? symbols)
                     (automaton-end response ...)
                     (automaton-step (car symbols) (cdr symbols) response ...))))
              ...)
       start))))

(define-syntax automaton-end
  (syntax-rules (accept)
    ((_) 0)
    ((_ (accept value) rest ...) value)
    ((_ other rest ...) (automaton-end rest ...))))

(define-syntax automaton-step
  (syntax-rules (accept ->)
    ((_ symbol rest) -1)
    ((_ symbol rest (accept value) more ...) (automaton-step symbol rest more ...))
    ((_ symbol rest (label -> target) more ...)
     (if (eq? symbol 'label)
         (target rest)
         (automaton-step symbol rest more ...)))))

(define-syntax repeat
  (syntax-rules (times)
    ((_ count times body ...)
     (let loop ((left count))
       (if (> left 0)
           (begin body ... (loop (- left 1))))))))

(define-syntax increment!
  (syntax-rules ()
    ((_ place) (increment! place 1))
    ((_ place amount) (set! place (+ place amount)))))

;; c (a or d)* r, over and over; the value says in which state the input ended.
(define lisp-words
  (automaton outside
    (outside : (accept 1) (c -> inside) (x -> outside))
    (inside : (a -> inside) (d -> seen-d) (r -> outside))
    (seen-d : (accept 2) (a -> inside) (d -> seen-d) (r -> outside))))

(define even-a-and-d
  (automaton even-even
    (even-even : (accept 4) (a -> odd-even) (d -> even-odd)
               (c -> even-even) (r -> even-even) (x -> even-even))
    (odd-even : (a -> even-even) (d -> odd-odd)
              (c -> odd-even) (r -> odd-even) (x -> odd-even))
    (even-odd : (accept 8) (a -> odd-odd) (d -> even-even)
              (c -> even-odd) (r -> even-odd) (x -> even-odd))
    (odd-odd : (a -> even-odd) (d -> odd-even)
             (c -> odd-odd) (r -> odd-odd) (x -> odd-odd))))

(define (make-word i)
  (let loop ((left (modulo i 5)) (x i) (word '(r)))
    (if (= left 0)
        (cons 'c word)
        (loop (- left 1) (quotient x 2) (cons (if (even? x) 'a 'd) word)))))

(define (make-symbols count)
  (let loop ((i 0) (symbols '()))
    (if (>= (length symbols) count)
        symbols
        (loop (+ i 1) (append (make-word i) (if (= (modulo i 3) 0) '(x) '()) symbols)))))

(define (run-passes passes)
  (let ((symbols (make-symbols 500))
        (sum 0))
    (repeat passes times
      (increment! sum (lisp-words symbols))
      (increment! sum (even-a-and-d symbols))
      (increment! sum (lisp-words (cdr symbols)))
      (increment! sum))
    sum))

(define (main)
  (let ((result (run-passes size))
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
