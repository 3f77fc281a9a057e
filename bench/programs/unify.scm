;;; name: unify
;;; class: rewriting
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; unify: a small Prolog by structure sharing. Terms are unified with substitutions, and
;; backtracking is by success continuations, for list reversal and for map colouring.

(import (scheme base) (scheme process-context) (scheme write))

(define size 90) ; length of the list that is reversed; small 8

(define (expected n)
  (cond ((= n 8) 12120349)
        ((= n 90) 12128631)
        (else #f)))

;; A variable is a vector of its name and the number of the clause copy that it belongs to.
(define (variable name copy) (vector name copy))

(define (same-variable? a b)
  (and (eq? (vector-ref a 0) (vector-ref b 0))
       (= (vector-ref a 1) (vector-ref b 1))))

(define (find-binding v substitution)
  (cond ((null? substitution) #f)
        ((same-variable? v (caar substitution)) (car substitution))
        (else (find-binding v (cdr substitution)))))

(define (walk term substitution)
  (let ((binding (and (vector? term) (find-binding term substitution))))
    (if binding
        (walk (cdr binding) substitution)
        term)))

(define (unify a b substitution)
  (let ((a (walk a substitution)) (b (walk b substitution)))
    (cond ((and (vector? a) (vector? b) (same-variable? a b)) substitution)
          ((vector? a) (cons (cons a b) substitution))
          ((vector? b) (cons (cons b a) substitution))
          ((and (pair? a) (pair? b))
           (let ((heads (unify (car a) (car b) substitution)))
             (and heads (unify (cdr a) (cdr b) heads))))
          ((eqv? a b) substitution)
          (else #f))))

(define (rename term copy)
  (cond ((pair? term) (cons (rename (car term) copy) (rename (cdr term) copy)))
        ((and (symbol? term) (char-variable? (string-ref (symbol->string term) 0)))
         (variable term copy))
        (else term)))

(define (char-variable? c)
  (char<=? #\A c #\Z))

;; A clause is a list of its head and the goals of its body.
(define program
  '(((append nil L L))
    ((append (H . T) L (H . R)) (append T L R))
    ((reverse nil nil))
    ((reverse (H . T) R) (reverse T S) (append S (H . nil) R))
    ((differ red green)) ((differ red blue)) ((differ green red))
    ((differ green blue)) ((differ blue red)) ((differ blue green))
    ((colour (A B C D E))
     (differ A B) (differ A C) (differ B C) (differ B D) (differ C D) (differ D E))))

(define copies 0)

;; Calls `succeed` with every substitution that proves all goals.
(define (prove goals substitution succeed)
  (if (null? goals)
      (succeed substitution)
      (for-each
        (lambda (clause)
          (if (eq? (caar clause) (caar goals))
              (begin
                (set! copies (+ copies 1))
                (let* ((fresh (rename clause copies))
                       (extended (unify (car goals) (car fresh) substitution)))
                  (if extended
                      (prove (append (cdr fresh) (cdr goals)) extended succeed))))))
        program)))

(define (resolve term substitution)
  (let ((term (walk term substitution)))
    (if (pair? term)
        (cons (resolve (car term) substitution) (resolve (cdr term) substitution))
        term)))

(define (count-down n)
  (if (= n 0) 'nil (cons n (count-down (- n 1)))))

(define (first-of-reverse n)
  (let ((answer #f))
    (prove (list (list 'reverse (count-down n) (variable 'X 0)))
           '()
           (lambda (substitution)
             (set! answer (resolve (variable 'X 0) substitution))))
    (+ (* 10 (car answer)) (cadr answer))))

(define (count-colourings)
  (let ((count 0))
    (prove (list (rename '(colour (A B C D E)) 0))
           '()
           (lambda (substitution) (set! count (+ count 1))))
    count))

(define (run-queries n)
  (let* ((first (first-of-reverse n))
         (colourings (count-colourings)))
    (+ (* 1000000 colourings) (* 10000 first) copies)))

(define (main)
  (let ((result (run-queries size))
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
