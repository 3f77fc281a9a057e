; test: core
; A named let that is only called in tail position becomes a loop; one that is not stays a procedure.
(define (count-to n) (let loop ((i 0)) (if (< i n) (loop (+ i 1)) i)))
(define (depth n) (let loop ((i 0)) (if (< i n) (+ 1 (loop (+ i 1))) 0)))
;; core
;;   (define count-to (lambda (n.0) (%loop loop.2 ((i.1 0)) (if (%< i.1 n.0) (%jump loop.2 (%+ i.1 1)) i.1))))
;;   (define depth (lambda (n.0) (fix ((loop.1 (lambda (i.2 n.0) (if (%< i.2 n.0) (%+ 1 (loop.1 (%+ i.2 1) n.0)) 0)))) (loop.1 0 n.0))))
