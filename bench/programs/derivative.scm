;;; name: derivative
;;; class: symbols
;;; imports: (scheme base) (scheme cxr) (scheme process-context) (scheme write)
;; derivative: symbolic derivatives of higher and higher order, simplified on the way, and the
;; size of what comes out. Dispatch on symbols, quasiquotation, equal? on trees.

(import (scheme base) (scheme cxr) (scheme process-context) (scheme write))

(define size 10) ; the order of the derivative; small 4

(define (expected n)
  (cond ((= n 4) 1515)
        ((= n 10) 11107588)
        (else #f)))

(define (sum a b)
  (cond ((eqv? a 0) b)
        ((eqv? b 0) a)
        ((and (number? a) (number? b)) (+ a b))
        (else `(+ ,a ,b))))

(define (product a b)
  (cond ((or (eqv? a 0) (eqv? b 0)) 0)
        ((eqv? a 1) b)
        ((eqv? b 1) a)
        ((and (number? a) (number? b)) (* a b))
        (else `(* ,a ,b))))

(define (power base exponent)
  (case exponent
    ((0) 1)
    ((1) base)
    (else `(^ ,base ,exponent))))

(define (derive e x)
  (cond ((number? e) 0)
        ((symbol? e) (if (eq? e x) 1 0))
        (else
         (let ((a (cadr e)) (b (and (pair? (cddr e)) (caddr e))))
           (case (car e)
             ((+) (sum (derive a x) (derive b x)))
             ((*) (sum (product a (derive b x)) (product (derive a x) b)))
             ((^) (product (product b (power a (- b 1))) (derive a x)))
             ((sin) (product `(cos ,a) (derive a x)))
             ((cos) (product (product -1 `(sin ,a)) (derive a x)))
             (else (error "unknown operator" (car e))))))))

(define (derive-often e x order)
  (if (= order 0)
      e
      (derive-often (derive e x) x (- order 1))))

(define (count-symbols e)
  (cond ((symbol? e) 1)
        ((pair? e) (+ (count-symbols (car e)) (count-symbols (cdr e))))
        (else 0)))

(define (main)
  (let ((result
         (count-symbols (derive-often '(* (^ x 6) (* (sin (^ x 2)) (+ (cos x) (* 3 y)))) 'x size)))
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
