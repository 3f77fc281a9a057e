;;; name: variadic
;;; class: calls
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; variadic: procedures with optional and rest parameters, called directly and through apply, and
;; results passed on through call-with-values.

(import (scheme base) (scheme process-context) (scheme write))

(define size 4000000) ; rounds; small 1000

(define (expected n)
  (cond ((= n 1000) 41732)
        ((= n 4000000) 167048826)
        (else #f)))

(define (sum-all . numbers)
  (let loop ((numbers numbers) (sum 0))
    (if (null? numbers)
        sum
        (loop (cdr numbers) (+ sum (car numbers))))))

(define (scaled factor first . others)
  (* factor (apply sum-all first others)))

(define (spread . numbers)
  (if (null? numbers)
      (values 0 0)
      (values (apply min numbers) (apply max numbers))))

(define (width . numbers)
  (call-with-values (lambda () (apply spread numbers))
                    (lambda (low high) (- high low))))

(define (run-rounds count)
  (let loop ((i 0) (total 0))
    (if (= i count)
        total
        (let ((a (modulo i 7)) (b (modulo i 11)) (c (modulo i 13)))
          (let-values (((low high) (spread a b c)))
            (loop (+ i 1)
                  (+ total
                     (sum-all a b c)
                     (scaled 2 a b)
                     (apply width (list a b c))
                     (- high low))))))))

(define (main)
  (let ((result (run-rounds size))
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
