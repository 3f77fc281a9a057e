; test: ops
; The loop head polls; the back edge jumps to it.
(define (sum n) (do ((i 0 (+ i 1)) (total 0 (+ total i))) ((= i n) total)))
;; ops
;;   code program(0 parameters, 2 registers)
;;     0  load-constant  constant=#0 procedure sum -> r0
;;     1  global-define  a=r0 global=$sum
;;     2  load-constant  constant=#1 unspecified -> r1
;;     3  return         a=r1
;;
;;   code sum(1 parameter, 3 registers)
;;     0  load-fixnum          value=0 -> r1
;;     1  load-fixnum          value=0 -> r2
;;     2  loop
;;     3  unless-number-equal  a=r1 b=r0 label=@5
;;     4  return               a=r2
;;     5  add                  a=r2 b=r1 -> r2
;;     6  add-constant         a=r1 b=1 -> r1
;;     7  jump                 label=@2
