;;; name: fft
;;; class: fft
;;; imports: (scheme base) (scheme inexact) (scheme process-context) (scheme write)
;; fft: multiplies polynomials with integer coefficients by the fast Fourier transform, in place
;; over two vectors of flonums, and rounds the products back to integers.

(import (scheme base) (scheme inexact) (scheme process-context) (scheme write))

(define size 131072) ; coefficients of a factor, a power of two; small 128

(define (expected n)
  (cond ((= n 128) 162061)
        ((= n 131072) 84037)
        (else #f)))

(define pi 3.141592653589793)

(define (swap! v i j)
  (let ((kept (vector-ref v i)))
    (vector-set! v i (vector-ref v j))
    (vector-set! v j kept)))

(define (reverse-bits! re im)
  (let ((n (vector-length re)))
    (let loop ((i 0) (j 0))
      (if (< i n)
          (begin
            (if (< i j)
                (begin (swap! re i j) (swap! im i j)))
            (let carry ((bit (quotient n 2)) (j j))
              (if (and (>= bit 1) (>= j bit))
                  (carry (quotient bit 2) (- j bit))
                  (loop (+ i 1) (+ j bit)))))))))

(define (butterfly! re im i j wr wi)
  (let* ((xr (vector-ref re j))
         (xi (vector-ref im j))
         (tr (- (* wr xr) (* wi xi)))
         (ti (+ (* wr xi) (* wi xr)))
         (ur (vector-ref re i))
         (ui (vector-ref im i)))
    (vector-set! re i (+ ur tr))
    (vector-set! im i (+ ui ti))
    (vector-set! re j (- ur tr))
    (vector-set! im j (- ui ti))))

(define (transform! re im direction)
  (reverse-bits! re im)
  (let ((n (vector-length re)))
    (do ((half 1 (* 2 half)))
        ((= half n))
      (do ((k 0 (+ k 1)))
          ((= k half))
        (let* ((angle (/ (* direction pi k) half))
               (wr (cos angle))
               (wi (sin angle)))
          (do ((i k (+ i (* 2 half))))
              ((>= i n))
            (butterfly! re im i (+ i half) wr wi)))))))

;; Replaces a by a * b, number by number.
(define (multiply! are aim bre bim)
  (do ((i 0 (+ i 1)))
      ((= i (vector-length are)))
    (let ((ar (vector-ref are i)) (ai (vector-ref aim i))
          (br (vector-ref bre i)) (bi (vector-ref bim i)))
      (vector-set! are i (- (* ar br) (* ai bi)))
      (vector-set! aim i (+ (* ar bi) (* ai br))))))

(define (make-factor count step)
  (let ((v (make-vector (* 2 count) 0.0)))
    (do ((i 0 (+ i 1)))
        ((= i count) v)
      (vector-set! v i (inexact (modulo (* i step) 10))))))

(define (product-checksum count)
  (let ((are (make-factor count 7)) (aim (make-vector (* 2 count) 0.0))
        (bre (make-factor count 3)) (bim (make-vector (* 2 count) 0.0)))
    (transform! are aim 1.0)
    (transform! bre bim 1.0)
    (multiply! are aim bre bim)
    (transform! are aim -1.0)
    (let loop ((i 0) (sum 0))
      (if (= i (* 2 count))
          sum
          (loop (+ i 1)
                (modulo (+ (* sum 31)
                           (exact (round (/ (vector-ref are i) (* 2 count)))))
                        1000003))))))

(define (main)
  (let ((result (product-checksum size))
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
