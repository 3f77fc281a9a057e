; test: whole, inline
; Small procedures are inlined, and those that get procedures as arguments; so are those of the system.
(define-record-type point (make-point x y) point? (x point-x) (y point-y))
(define (square x) (* x x))
(define (norm p) (+ (square (point-x p)) (square (point-y p))))
(define (norms points) (map (lambda (p) (norm p)) points))
(define (pick x . more) (if (null? more) x (car more)))
(define (picks) (list (pick 1) (pick 1 2)))
(define (late) (list (early)))
(late)
(define (early) 5)
(define (count-down n) (if (> n 0) (count-down (- n 1))))
;; whole
;;   (define point (%%make-record-type 'point #(x y)))
;;   (define make-point (lambda (x.0 y.1) (%%record point x.0 y.1)))
;;   (define point? (lambda (object.0) (%%record? object.0 point)))
;;   (define point-x (lambda (record.0) (%%record-ref record.0 point 0)))
;;   (define point-y (lambda (record.0) (%%record-ref record.0 point 1)))
;;   (define square@program (lambda (x.0) (%* x.0 x.0)))
;;   (define norm (lambda (p.0) (%+ (let ((x.1 (%%record-ref p.0 point 0))) (%* x.1 x.1)) (let ((x.2 (%%record-ref p.0 point 1))) (%* x.2 x.2)))))
;;   (define loop@local21 (lambda (rest.0) (if (%pair? rest.0) (let ((p.1 (%car rest.0)) (value.2 (%+ (let ((x.3 (%%record-ref p.1 point 0))) (%* x.3 x.3)) (let ((x.4 (%%record-ref p.1 point 1))) (%* x.4 x.4))))) (%cons value.2 (loop@local21 (%cdr rest.0)))) (if (%null? rest.0) '() (%%type-error 'map "a list" rest.0)))))
;;   (define norms (lambda (points.0) (loop@local21 points.0)))
;;   (define pick (lambda (x.0 . more.1) (if (%null? more.1) x.0 (%car more.1))))
;;   (define picks (lambda () (%list 1 2)))
;;   (define late (lambda () (%list (begin early 5))))
;;   (%list (begin early 5))
;;   (define early (lambda () 5))
;;   (define count-down (lambda (n.0) (if (%> n.0 0) (count-down (%- n.0 1)) #<unspecified>)))
;; inline
;;   golden:5:21: square into norm: inlined, size 3
;;   golden:5:29: point-x into norm: inlined, size 4
;;   golden:5:42: square into norm: inlined, size 3
;;   golden:5:50: point-y into norm: inlined, size 4
;;   golden:6:24: %map1 into norms: inlined, size 26
;;   golden:6:24: f into loop: inlined, size 17
;;   golden:6:24: loop into norms: not inlined: it calls itself
;;   golden:6:41: norm into norms: inlined, size 17
;;   golden:8:23: pick into picks: inlined, size 6
;;   golden:8:32: pick into picks: inlined, size 6
;;   golden:9:22: early into late: inlined, size 1
;;   golden:10:1: late into program: inlined, size 4
;;   golden:12:36: count-down into count-down: not inlined: it calls itself
