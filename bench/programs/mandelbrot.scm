;;; name: mandelbrot
;;; class: flonums
;;; imports: (scheme base) (scheme time) (scheme write)
;; mandelbrot: counts the iterations over a grid of points. Nested loops in generic arithmetic
;; whose numbers are all flonums, with a fixnum counter beside them.

(define size 700) ; points along each side of the grid; small 100

(define iteration-limit 200)

(define (expected n)
  (cond ((= n 100) 385894)
        ((= n 700) 18662336)
        (else -1)))

;; Steps of z -> z^2 + c, from zero, until z leaves the circle of radius 2 or the limit is reached.
(define (escape-time cr ci)
  (let loop ((zr 0.0) (zi 0.0) (count 0))
    (let ((zr2 (* zr zr))
          (zi2 (* zi zi)))
      (if (or (= count iteration-limit) (> (+ zr2 zi2) 4.0))
          count
          (loop (+ (- zr2 zi2) cr)
                (+ (* 2.0 (* zr zi)) ci)
                (+ count 1))))))

;; The grid covers real parts from -2 to 1 and imaginary parts from -1.5 to 1.5.
(define (count-iterations n)
  (let ((step (/ 3.0 (exact->inexact n))))
    (let next-row ((row 0) (total 0))
      (if (= row n)
          total
          (let ((ci (- (* (exact->inexact row) step) 1.5)))
            (let next-point ((column 0) (total total))
              (if (= column n)
                  (next-row (+ row 1) total)
                  (next-point (+ column 1)
                              (+ total (escape-time (- (* (exact->inexact column) step) 2.0) ci))))))))))

(define (main)
  (let* ((start (current-jiffy))
         (result (count-iterations size))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "mandelbrot: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
