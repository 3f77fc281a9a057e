; test: ops
; A comparison as a condition is one op with the jump; small constants are operands.
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
;; ops
;;   code program(0 parameters, 2 registers)
;;     0  load-constant  constant=#0 procedure fib -> r0
;;     1  global-define  a=r0 global=$fib
;;     2  load-constant  constant=#1 unspecified -> r1
;;     3  return         a=r1
;;
;;   code fib(1 parameter, 5 registers)
;;      0  unless-less-constant  a=r0 b=2 label=@2
;;      1  return                a=r0
;;      2  subtract-constant     a=r0 b=1 -> r2
;;      3  global-ref            global=$fib -> r3
;;      4  call                  callee=r3 base=r2 count=1 -> r1
;;      5  subtract-constant     a=r0 b=2 -> r3
;;      6  global-ref            global=$fib -> r4
;;      7  call                  callee=r4 base=r3 count=1 -> r2
;;      8  add                   a=r1 b=r2 -> r3
;;      9  return                a=r3
