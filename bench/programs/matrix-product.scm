;;; name: matrix-product
;;; class: matrices
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; matrix-product: multiplies square matrices of small integers, as vectors of rows, and raises
;; one to a power modulo a prime.

(import (scheme base) (scheme process-context) (scheme write))

(define size 220) ; rows and columns; small 12

(define (expected n)
  (cond ((= n 12) 570038104)
        ((= n 220) 504411244)
        (else #f)))

(define modulus 10007)

(define (build-matrix n entry)
  (let ((rows (make-vector n #f)))
    (do ((i 0 (+ i 1)))
        ((= i n) rows)
      (let ((row (make-vector n 0)))
        (do ((j 0 (+ j 1)))
            ((= j n))
          (vector-set! row j (entry i j)))
        (vector-set! rows i row)))))

(define (entry m i j) (vector-ref (vector-ref m i) j))

(define (multiply a b)
  (let ((n (vector-length a)))
    (build-matrix n
      (lambda (i j)
        (let ((row (vector-ref a i)))
          (let loop ((k 0) (sum 0))
            (if (= k n)
                (modulo sum modulus)
                (loop (+ k 1) (+ sum (* (vector-ref row k) (entry b k j)))))))))))

(define (power m exponent)
  (cond ((= exponent 1) m)
        ((even? exponent) (let ((half (power m (quotient exponent 2)))) (multiply half half)))
        (else (multiply m (power m (- exponent 1))))))

(define (trace m)
  (let loop ((i 0) (sum 0))
    (if (= i (vector-length m))
        sum
        (loop (+ i 1) (+ sum (entry m i i))))))

(define (run-matrices n)
  (let* ((m (build-matrix n (lambda (i j) (modulo (+ (* i 3) (* j j) 1) 10))))
         (raised (power m 1000)))
    (+ (* 100000 (entry raised 0 (- n 1))) (modulo (trace raised) 100000))))

(define (main)
  (let ((result (run-matrices size))
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
