;;; name: life
;;; class: vectors
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; life: Conway's game on a torus, from a scattered start. A vector of row vectors, eight
;; neighbour reads per cell, indices that wrap around.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1800) ; generations on a 128 by 128 torus; small 3

(define (expected n)
  (cond ((= n 3) 5022)
        ((= n 1800) 804)
        (else #f)))

(define side 128)

(define (make-grid)
  (let ((grid (make-vector side #f)))
    (do ((row 0 (+ row 1)))
        ((= row side) grid)
      (vector-set! grid row (make-vector side 0)))))

(define (seed-grid!)
  (let ((grid (make-grid)))
    (let loop ((i 0) (x 42))
      (if (= i (* side side))
          grid
          (begin
            (vector-set! (vector-ref grid (quotient i side)) (modulo i side)
                         (if (< (modulo x 100) 35) 1 0))
            (loop (+ i 1) (modulo (* x 16807) 2147483647)))))))

(define (wrap i)
  (cond ((< i 0) (- side 1))
        ((= i side) 0)
        (else i)))

(define (row-sum cells left column right)
  (+ (vector-ref cells left) (vector-ref cells column) (vector-ref cells right)))

(define (step-cell above here below column)
  (let* ((left (wrap (- column 1)))
         (right (wrap (+ column 1)))
         (self (vector-ref here column))
         (around (- (+ (row-sum above left column right)
                       (row-sum here left column right)
                       (row-sum below left column right))
                    self)))
    (if (or (= around 3) (and (= around 2) (= self 1))) 1 0)))

(define (step! from to)
  (do ((row 0 (+ row 1)))
      ((= row side))
    (let ((above (vector-ref from (wrap (- row 1))))
          (here (vector-ref from row))
          (below (vector-ref from (wrap (+ row 1))))
          (target (vector-ref to row)))
      (do ((column 0 (+ column 1)))
          ((= column side))
        (vector-set! target column (step-cell above here below column))))))

(define (population grid)
  (let loop ((row 0) (total 0))
    (if (= row side)
        total
        (loop (+ row 1) (+ total (apply + (vector->list (vector-ref grid row))))))))

(define (run-generations count)
  (let loop ((left count) (from (seed-grid!)) (to (make-grid)))
    (if (= left 0)
        (population from)
        (begin
          (step! from to)
          (loop (- left 1) to from)))))

(define (main)
  (let ((result (run-generations size))
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
