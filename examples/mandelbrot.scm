#!/usr/bin/env lazuli
;; The Mandelbrot set as a grey picture in the PGM format.
;;
;;   lazuli examples/mandelbrot.scm > mandelbrot.pgm
;;
;; All arithmetic is on doubles: compare --engine=threaded with --engine=lazy at a larger width.

(define width 96)
(define height 64)
(define most-steps 255)

;; How many steps the point stays near; most-steps if it seems to stay for ever.
(define (escape-steps cx cy)
  (let loop ((x 0.0) (y 0.0) (steps 0))
    (let ((xx (* x x)) (yy (* y y)))
      (if (or (= steps most-steps) (> (+ xx yy) 4.0))
          steps
          (loop (+ (- xx yy) cx) (+ (* 2.0 x y) cy) (+ steps 1))))))

;; The picture shows -2.2 to 0.8 and -1 to 1.
(define (grey column row)
  (let ((cx (- (/ (* 3.0 column) width) 2.2))
        (cy (- (/ (* 2.0 row) height) 1.0)))
    (- most-steps (escape-steps cx cy))))

(display "P2") (newline)
(display width) (display " ") (display height) (newline)
(display most-steps) (newline)
(do ((row 0 (+ row 1)))
    ((= row height))
  (do ((column 0 (+ column 1)))
      ((= column width))
    (if (> column 0) (display " "))
    (display (grey column row)))
  (newline))
