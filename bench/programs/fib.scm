;;; name: fib
;;; class: calls
;;; imports: (scheme base) (scheme time) (scheme write)
;; fib: doubly recursive Fibonacci. Nothing but calls, a comparison and fixnum arithmetic.

(define size 40) ; the argument of fib; small 30

(define (expected n)
  (cond ((= n 30) 832040)
        ((= n 40) 102334155)
        (else -1)))

(define (fib n)
  (if (< n 2)
      n
      (+ (fib (- n 1)) (fib (- n 2)))))

(define (main)
  (let* ((start (current-jiffy))
         (result (fib size))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "fib: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
