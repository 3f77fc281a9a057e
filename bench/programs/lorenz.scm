;;; name: lorenz
;;; class: flonums
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; lorenz: the Lorenz system by fourth-order Runge-Kutta. Flonum arithmetic over three variables,
;; with states as freshly made vectors. Only operations that IEEE 754 rounds exactly.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1500000) ; steps; small 4000

(define (expected n)
  (cond ((= n 4000) 3)
        ((= n 1500000) 2139)
        (else #f)))

(define sigma 10.0)
(define rho 28.0)
(define beta (/ 8.0 3.0))

(define (slope state)
  (let ((x (vector-ref state 0))
        (y (vector-ref state 1))
        (z (vector-ref state 2)))
    (vector (* sigma (- y x))
            (- (* x (- rho z)) y)
            (- (* x y) (* beta z)))))

(define (moved state factor direction)
  (vector-map (lambda (s d) (+ s (* factor d))) state direction))

(define (runge-kutta-step state h)
  (let* ((k1 (slope state))
         (k2 (slope (moved state (/ h 2.0) k1)))
         (k3 (slope (moved state (/ h 2.0) k2)))
         (k4 (slope (moved state h k3))))
    (vector-map (lambda (s a b c d)
                  (+ s (* (/ h 6.0) (+ (+ a (* 2.0 b)) (+ (* 2.0 c) d)))))
                state k1 k2 k3 k4)))

(define (simulate steps)
  (let loop ((left steps) (state (vector 1.0 1.0 1.0)) (turns 0))
    (if (= left 0)
        turns
        (let ((next (runge-kutta-step state 0.005)))
          (loop (- left 1)
                next
                (if (and (< (vector-ref state 0) 0.0) (>= (vector-ref next 0) 0.0))
                    (+ turns 1)
                    turns))))))

(define (main)
  (let ((result (simulate size))
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
