#!/usr/bin/env lazuli
;; An interpreter for a small Scheme, run on a program that it is given as a datum.
;;
;;   lazuli examples/interpreter.scm
;;
;; Environments are association lists, the global one grows at its end. Try --engine=lazy --stats
;; with a larger argument of fib.

(define-record-type closure
  (make-closure parameters body environment)
  closure?
  (parameters closure-parameters)
  (body closure-body)
  (environment closure-environment))

(define globals
  (list (cons '+ +) (cons '- -) (cons '* *) (cons '< <) (cons '= =)
        (cons 'car car) (cons 'cdr cdr) (cons 'cons cons) (cons 'null? null?)))

(define (look-up name environment)
  (cdr (or (assq name environment)
           (assq name globals)
           (error "unbound variable:" name))))

(define (evaluate form environment)
  (cond ((symbol? form) (look-up form environment))
        ((not (pair? form)) form)
        (else
         (case (car form)
           ((quote) (cadr form))
           ((if)
            (evaluate (if (evaluate (cadr form) environment) (caddr form) (cadddr form))
                      environment))
           ((lambda) (make-closure (cadr form) (cddr form) environment))
           ((let)
            (evaluate-body (cddr form)
              (bind (map car (cadr form))
                    (map (lambda (each) (evaluate (cadr each) environment)) (cadr form))
                    environment)))
           ((define)
            (set! globals
              (cons (cons (cadr form) (evaluate (caddr form) environment)) globals)))
           (else
            (invoke (evaluate (car form) environment)
                    (map (lambda (each) (evaluate each environment)) (cdr form))))))))

(define (bind names values environment)
  (if (null? names)
      environment
      (cons (cons (car names) (car values))
            (bind (cdr names) (cdr values) environment))))

(define (evaluate-body forms environment)
  (if (null? (cdr forms))
      (evaluate (car forms) environment)
      (begin
        (evaluate (car forms) environment)
        (evaluate-body (cdr forms) environment))))

(define (invoke procedure arguments)
  (if (closure? procedure)
      (evaluate-body (closure-body procedure)
        (bind (closure-parameters procedure) arguments (closure-environment procedure)))
      (apply procedure arguments)))

(define program
  '((define fib
      (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))))
    (define map
      (lambda (f items)
        (if (null? items) '() (cons (f (car items)) (map f (cdr items))))))
    (define adder (lambda (n) (lambda (x) (+ x n))))
    (fib 15)
    (map (adder 10) '(1 2 3))
    (let ((x 3) (y 4)) (* x y))))

(for-each
  (lambda (form)
    (let ((value (evaluate form '())))
      (if (not (eq? (car form) 'define))
          (begin (write value) (newline)))))
  program)
