;;; name: evaluate
;;; class: eval
;;; imports: (scheme base) (scheme eval) (scheme process-context) (scheme write)
;; evaluate: builds expressions as data, most of them procedures, and gives them to `eval`; what
;; they return is called with numbers.

(import (scheme base) (scheme eval) (scheme process-context) (scheme write))

(define size 2500) ; expressions; small 60

(define (expected n)
  (cond ((= n 60) 53530)
        ((= n 2500) 1332792917)
        (else #f)))

(define world (environment '(scheme base)))

(define (polynomial coefficients)
  (if (null? coefficients)
      0
      `(+ ,(car coefficients) (* x ,(polynomial (cdr coefficients))))))

(define (procedure-source i)
  (case (modulo i 4)
    ((0) `(lambda (x) ,(polynomial (list i (+ i 1) 2 1))))
    ((1)
     `(letrec ((down (lambda (n sum)
                       (if (= n 0) sum (down (- n 1) (+ sum ,i))))))
        (lambda (x) (down x 0))))
    ((2)
     `(lambda (x)
        (let* ((a (quotient x 2))
               (b (- x a)))
          (cond ((> a b) a)
                ((memv x '(1 2 3)) ,i)
                (else (+ a (* b ,i)))))))
    (else
     `(let ((table (vector ,i ,(* i i) x-free)))
        (lambda (x) (vector-ref table (modulo x 2)))))))

(define (fill-in source)
  (cond ((pair? source) (cons (fill-in (car source)) (fill-in (cdr source))))
        ((eq? source 'x-free) 5)
        (else source)))

(define (evaluate-all count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (let ((procedure (eval (fill-in (procedure-source i)) world)))
          (loop (+ i 1)
                (+ sum (procedure 3) (procedure 10) (eval (list 'quotient i 3) world)))))))

(define (main)
  (let ((result (evaluate-all size))
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
