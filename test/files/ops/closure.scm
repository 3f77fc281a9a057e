; test: core, ops
; Captured values are copied into the procedure; one without captures is a constant.
(define (adder n) (lambda (x) (+ x n)))
(define (one) (lambda (x) x))
;; core
;;   (define adder (lambda (n.0) (lambda (x.1) (%+ x.1 n.0))))
;;   (define one (lambda () (lambda (x.0) x.0)))
;; ops
;;   code program(0 parameters, 2 registers)
;;     0  load-constant  constant=#0 procedure adder -> r0
;;     1  global-define  a=r0 global=$adder
;;     2  load-constant  constant=#1 procedure one -> r0
;;     3  global-define  a=r0 global=$one
;;     4  load-constant  constant=#2 unspecified -> r1
;;     5  return         a=r1
;;
;;   code adder(1 parameter, 3 registers)
;;     0  move              a=r0 -> r2
;;     1  make-procedure-1  code=#0 code  base=r2 -> r1
;;     2  return            a=r1
;;
;;   code one(0 parameters, 1 register)
;;     0  load-constant  constant=#0 procedure  -> r0
;;     1  return         a=r0
;;
;;   code (1 parameter, 3 registers)
;;     0  captured-ref  index=0 -> r1
;;     1  add           a=r0 b=r1 -> r2
;;     2  return        a=r2
;;
;;   code (1 parameter, 1 register)
;;     0  return  a=r0
