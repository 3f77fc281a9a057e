; test: core
; A captured variable that is assigned lives in a box.
(define (counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
;; core
;;   (define counter (lambda () (let ((n.0 (%box 0))) (lambda () (begin (%set-box! n.0 (%+ (%unbox n.0) 1)) (%unbox n.0))))))
