;;; name: rewriter
;;; class: rewriting
;;; imports: (scheme base) (scheme cxr) (scheme process-context) (scheme write)
;; rewriter: a term rewriting system in the manner of a small theorem prover. Rules are patterns
;; with variables; Peano numbers are added, multiplied and raised until no rule fits.

(import (scheme base) (scheme cxr) (scheme process-context) (scheme write))

(define size 16) ; the base of a square and of a cube; small 2

(define (expected n)
  (cond ((= n 2) 4000063)
        ((= n 16) 3840012957)
        (else #f)))

;; A variable in a rule is a symbol that starts with a question mark.
(define (variable? x)
  (and (symbol? x)
       (char=? (string-ref (symbol->string x) 0) #\?)))

(define (compile-pattern x)
  (cond ((variable? x) (vector x))
        ((pair? x) (map compile-pattern x))
        (else x)))

(define rules
  (map (lambda (rule) (map compile-pattern rule))
       '(((plus zero ?x) ?x)
         ((plus (s ?x) ?y) (s (plus ?x ?y)))
         ((times zero ?x) zero)
         ((times (s ?x) ?y) (plus ?y (times ?x ?y)))
         ((power ?x zero) (s zero))
         ((power ?x (s ?y)) (times ?x (power ?x ?y)))
         ((minus ?x zero) ?x)
         ((minus (s ?x) (s ?y)) (minus ?x ?y))
         ((same ?x ?x) true)
         ((either true ?x) true)
         ((either ?x true) true))))

(define (extend name term bindings)
  (let ((known (assq name bindings)))
    (cond ((not known) (cons (cons name term) bindings))
          ((equal? (cdr known) term) bindings)
          (else #f))))

;; The bindings under which `pattern` is `term`, or #f.
(define (match pattern term bindings)
  (cond ((not bindings) #f)
        ((vector? pattern) (extend (vector-ref pattern 0) term bindings))
        ((and (pair? pattern) (pair? term))
         (match (cdr pattern) (cdr term) (match (car pattern) (car term) bindings)))
        ((eq? pattern term) bindings)
        (else #f)))

(define (instantiate pattern bindings)
  (cond ((vector? pattern) (cdr (assq (vector-ref pattern 0) bindings)))
        ((pair? pattern)
         (cons (instantiate (car pattern) bindings) (instantiate (cdr pattern) bindings)))
        (else pattern)))

(define steps 0)

(define (rewrite-top term)
  (let try ((left rules))
    (if (null? left)
        term
        (let ((bindings (match (caar left) term '())))
          (if bindings
              (begin
                (set! steps (+ steps 1))
                (normalize (instantiate (cadar left) bindings)))
              (try (cdr left)))))))

;; Arguments first, then the term itself; a successor needs no rule.
(define (normalize term)
  (cond ((symbol? term) term)
        ((eq? (car term) 's) (list 's (normalize (cadr term))))
        (else (rewrite-top (cons (car term) (map normalize (cdr term)))))))

(define (peano n)
  (if (= n 0) 'zero (list 's (peano (- n 1)))))

(define (number-of term)
  (let loop ((term term) (n 0))
    (if (eq? term 'zero) n (loop (cadr term) (+ n 1)))))

(define (run-proof n)
  (let* ((cube (normalize `(power ,(peano n) ,(peano 3))))
         (difference (normalize `(minus ,cube (times ,(peano n) ,(peano n)))))
         (proof (normalize `(either (same ,cube zero)
                                    (same (plus ,cube ,difference) (plus ,difference ,cube))))))
    (and (eq? proof 'true)
         (+ (* 1000000 (number-of difference)) steps))))

(define (main)
  (let ((result (run-proof size))
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
