;;; name: expansion
;;; class: macros
;;; imports: (scheme base) (scheme eval) (scheme process-context) (scheme write)
;; expansion: code full of syntax-rules, expanded again and again by `eval`: nested ellipses,
;; literals, recursive macros, macros that define macros, and hygiene at every step.

(import (scheme base) (scheme eval) (scheme process-context) (scheme write))

(define size 700) ; expansions; small 2

(define (expected n)
  (cond ((= n 2) -36)
        ((= n 700) 755200)
        (else #f)))

(define world (environment '(scheme base)))

(define definitions
  '((my-let*
      (syntax-rules ()
        ((_ () body ...) (let () body ...))
        ((_ ((name value) more ...) body ...)
         (let ((name value)) (my-let* (more ...) body ...)))))
    (my-or
      (syntax-rules ()
        ((_) #f)
        ((_ e) e)
        ((_ e more ...) (let ((t e)) (if t t (my-or more ...))))))
    (my-cond
      (syntax-rules (else)
        ((_ (else e ...)) (begin e ...))
        ((_ (test e ...) clause ...) (if test (begin e ...) (my-cond clause ...)))))
    (table
      (syntax-rules ()
        ((_ (key (name value) ...) ...)
         (list (cons 'key (list (cons 'name value) ...)) ...))))
    (lets
      (syntax-rules ()
        ((_ (((name value) ...) ...) body)
         ((lambda (name ... ...) body) value ... ...))))
    (count-of
      (syntax-rules ()
        ((_) 0)
        ((_ item rest ...) (+ 1 (count-of rest ...)))))
    (reverse-into
      (syntax-rules ()
        ((_ (operator done ...)) (operator done ...))
        ((_ (operator done ...) next more ...)
         (reverse-into (operator next done ...) more ...))))
    (with-constant
      (syntax-rules ()
        ((_ name value body)
         (let-syntax ((name (syntax-rules () ((_) value)))) body))))))

(define (use-of-all i)
  `(let ((t ,i) (if list))
     (my-let* ((a (my-or #f #f t))
               (b (+ a (count-of x y (z z) "w")))
               (c (reverse-into (-) 1 2 3 a b))
               (t (my-cond ((= a 0) 100) ((even? a) (* 2 a)) (else (my-or #f c)))))
       (+ (length (if 1 2 3))
          (lets (((p 1) (q 2)) () ((r a) (s b) (u t))) (+ p (* q r) (- s u)))
          (with-constant seven 7 (* (seven) (count-of a b c)))
          (apply + (map cdr (apply append (map cdr (table (one (x a) (y 2))
                                                          (two)
                                                          (three (z c)))))))))))

(define (wrap-definitions expression)
  (let ((source (list 'letrec-syntax definitions expression)))
    source))

(define (expand-often count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (loop (+ i 1) (+ sum (eval (wrap-definitions (use-of-all i)) world))))))

(define (main)
  (let ((result (expand-often size))
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
