;;; name: closure-compiler
;;; class: interpreters
;;; imports: (scheme base) (scheme cxr) (scheme process-context) (scheme write)
;; closure-compiler: translates a small imperative language into closures, once, and runs them:
;; variables are places in a vector, statements are procedures of that vector.

(import (scheme base) (scheme cxr) (scheme process-context) (scheme write))

(define size 2500) ; the program searches triangles up to this; small 12

(define (expected n)
  (cond ((= n 12) 20025)
        ((= n 2500) 25670389)
        (else #f)))

(define (place name names)
  (let loop ((names names) (i 0))
    (if (eq? (car names) name) i (loop (cdr names) (+ i 1)))))

(define (binary operate a b)
  (lambda (store) (operate (a store) (b store))))

(define (compile-expression e names)
  (cond ((number? e) (lambda (store) e))
        ((symbol? e)
         (let ((i (place e names)))
           (lambda (store) (vector-ref store i))))
        (else
         (let ((a (compile-expression (cadr e) names))
               (b (compile-expression (caddr e) names)))
           (case (car e)
             ((+) (lambda (store) (+ (a store) (b store))))
             ((-) (lambda (store) (- (a store) (b store))))
             ((*) (lambda (store) (* (a store) (b store))))
             ((<) (lambda (store) (< (a store) (b store))))
             ((=) (lambda (store) (= (a store) (b store))))
             ((mod) (binary modulo a b))
             ((and) (lambda (store) (and (a store) (b store))))
             (else (error "unknown operator" (car e))))))))

(define (compile-sequence statements names)
  (if (null? statements)
      (lambda (store) #t)
      (let ((first (compile-statement (car statements) names))
            (rest (compile-sequence (cdr statements) names)))
        (lambda (store)
          (first store)
          (rest store)))))

(define (compile-statement s names)
  (case (car s)
    ((:=)
     (let ((i (place (cadr s) names))
           (value (compile-expression (caddr s) names)))
       (lambda (store) (vector-set! store i (value store)))))
    ((while)
     (let ((test (compile-expression (cadr s) names))
           (body (compile-sequence (cddr s) names)))
       (lambda (store)
         (let loop ()
           (if (test store)
               (begin (body store) (loop)))))))
    ((when)
     (let ((test (compile-expression (cadr s) names))
           (body (compile-sequence (cddr s) names)))
       (lambda (store)
         (if (test store) (body store)))))
    (else (error "unknown statement" (car s)))))

;; Right triangles by sides a < b < c <= n: their number and the sum of c modulo 1009.
(define names '(n a b c count sum))

(define source
  '((:= a 1)
    (while (< a n)
      (:= b (+ a 1))
      (:= c (+ b 1))
      (while (< b n)
        (while (and (< c n) (< (* c c) (+ (* a a) (* b b))))
          (:= c (+ c 1)))
        (when (= (* c c) (+ (* a a) (* b b)))
          (:= count (+ count 1))
          (:= sum (mod (+ (* sum 3) c) 1009)))
        (:= b (+ b 1)))
      (:= a (+ a 1)))))

(define (run-compiled n)
  (let ((store (vector n 0 0 0 0 0)))
    ((compile-sequence source names) store)
    (+ (* 10000 (vector-ref store 4)) (vector-ref store 5))))

(define (main)
  (let ((result (run-compiled size))
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
