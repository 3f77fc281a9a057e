;;; name: tak
;;; class: calls
;;; imports: (scheme base) (scheme time) (scheme write)
;; tak: Takeuchi's function. Calls with three arguments, three inner calls and a tail call each.

(define size 160) ; how many times (tak 24 16 8) is computed; small 5

(define (expected n)
  (cond ((= n 5) 45)
        ((= n 160) 1440)
        (else -1)))

(define (tak x y z)
  (if (not (< y x))
      z
      (tak (tak (- x 1) y z)
           (tak (- y 1) z x)
           (tak (- z 1) x y))))

(define (sum-of-taks count)
  (let loop ((left count) (sum 0))
    (if (= left 0)
        sum
        (loop (- left 1) (+ sum (tak 24 16 8))))))

(define (main)
  (let* ((start (current-jiffy))
         (result (sum-of-taks size))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "tak: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
