;;; name: linear-system
;;; class: matrices
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; linear-system: solves a system of linear equations by Gaussian elimination with pivoting, on
;; flonums; the solution is known to be 1 to n.

(import (scheme base) (scheme process-context) (scheme write))

(define size 600) ; equations; small 20

(define (expected n)
  (cond ((= n 20) 210000)
        ((= n 600) 180300000)
        (else #f)))

(define (coefficient i j n)
  (let ((x (modulo (+ (* (+ i 1) 7919) (* (+ j 3) (+ j 5) 104729) (* i j 31)) 1009)))
    (inexact (if (= i j) (+ x (* 10 n)) x))))

;; A row holds the coefficients and, last, the right side for the solution 1 to n.
(define (make-row i n)
  (let ((row (make-vector (+ n 1) 0.0)))
    (let loop ((j 0) (right 0.0))
      (if (= j n)
          (begin (vector-set! row n right) row)
          (let ((c (coefficient i j n)))
            (vector-set! row j c)
            (loop (+ j 1) (+ right (* c (+ j 1)))))))))

(define (make-rows n)
  (let ((rows (make-vector n #f)))
    (do ((i 0 (+ i 1)))
        ((= i n) rows)
      (vector-set! rows i (make-row i n)))))

(define (pivot-row rows column)
  (let loop ((i (+ column 1)) (best column))
    (cond ((= i (vector-length rows)) best)
          ((> (abs (vector-ref (vector-ref rows i) column))
              (abs (vector-ref (vector-ref rows best) column)))
           (loop (+ i 1) i))
          (else (loop (+ i 1) best)))))

(define (subtract-row! row pivot column)
  (let ((factor (/ (vector-ref row column) (vector-ref pivot column))))
    (do ((j column (+ j 1)))
        ((= j (vector-length row)))
      (vector-set! row j (- (vector-ref row j) (* factor (vector-ref pivot j)))))))

(define (eliminate! rows)
  (let ((n (vector-length rows)))
    (do ((column 0 (+ column 1)))
        ((= column n))
      (let* ((best (pivot-row rows column))
             (pivot (vector-ref rows best)))
        (vector-set! rows best (vector-ref rows column))
        (vector-set! rows column pivot)
        (do ((i (+ column 1) (+ i 1)))
            ((= i n))
          (subtract-row! (vector-ref rows i) pivot column))))))

(define (substitute-back rows)
  (let* ((n (vector-length rows))
         (solution (make-vector n 0.0)))
    (do ((i (- n 1) (- i 1)))
        ((< i 0) solution)
      (let ((row (vector-ref rows i)))
        (let loop ((j (+ i 1)) (rest (vector-ref row n)))
          (if (= j n)
              (vector-set! solution i (/ rest (vector-ref row i)))
              (loop (+ j 1) (- rest (* (vector-ref row j) (vector-ref solution j))))))))))

;; The sum of the solution in thousandths, each rounded.
(define (solve n)
  (let ((rows (make-rows n)))
    (eliminate! rows)
    (let ((solution (substitute-back rows)))
      (let loop ((i 0) (sum 0))
        (if (= i n)
            sum
            (loop (+ i 1) (+ sum (exact (round (* 1000 (vector-ref solution i)))))))))))

(define (main)
  (let ((result (solve size))
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
