;;; name: ray-tracer
;;; class: ray-tracing
;;; imports: (scheme base) (scheme inexact) (scheme process-context) (scheme write)
;; ray-tracer: spheres over a chequered floor, lit by one lamp with shadows and mirrors. Vectors
;; are records of three flonums; only operations that IEEE 754 rounds exactly.

(import (scheme base) (scheme inexact) (scheme process-context) (scheme write))

(define size 500) ; pixels along each side; small 16

(define (expected n)
  (cond ((= n 16) 617448)
        ((= n 500) 834942)
        (else #f)))

(define-record-type point
  (make-point x y z)
  point?
  (x point-x)
  (y point-y)
  (z point-z))

(define (plus a b)
  (make-point (+ (point-x a) (point-x b)) (+ (point-y a) (point-y b)) (+ (point-z a) (point-z b))))

(define (minus a b)
  (make-point (- (point-x a) (point-x b)) (- (point-y a) (point-y b)) (- (point-z a) (point-z b))))

(define (scale k a)
  (make-point (* k (point-x a)) (* k (point-y a)) (* k (point-z a))))

(define (dot a b)
  (+ (+ (* (point-x a) (point-x b)) (* (point-y a) (point-y b))) (* (point-z a) (point-z b))))

(define (unit a)
  (scale (/ 1.0 (sqrt (dot a a))) a))

(define-record-type sphere
  (make-sphere center radius shade mirror)
  sphere?
  (center sphere-center)
  (radius sphere-radius)
  (shade sphere-shade)
  (mirror sphere-mirror))

(define scene
  (let loop ((i 0) (spheres '()))
    (if (= i 9)
        spheres
        (loop (+ i 1)
              (cons (make-sphere (make-point (- (* 1.5 (modulo i 3)) 1.5)
                                             (- (* 0.9 (quotient i 3)) 0.3)
                                             (+ 5.0 (* 0.7 (modulo (* i 5) 4))))
                                 (+ 0.35 (* 0.05 (modulo i 4)))
                                 (+ 0.4 (* 0.06 i))
                                 (if (even? i) 0.5 0.0))
                    spheres)))))

(define lamp (make-point -4.0 6.0 -2.0))
(define near 0.0001)

;; How far along the ray the sphere is, or #f.
(define (sphere-distance sphere origin direction)
  (let* ((to-center (minus (sphere-center sphere) origin))
         (along (dot to-center direction))
         (radius (sphere-radius sphere))
         (discriminant (- (* radius radius) (- (dot to-center to-center) (* along along)))))
    (and (> discriminant 0.0)
         (let* ((half (sqrt discriminant))
                (first (- along half)))
           (cond ((> first near) first)
                 ((> (+ along half) near) (+ along half))
                 (else #f))))))

;; Calls `found` with the nearest sphere and its distance, or `missed`.
(define (nearest origin direction found missed)
  (let loop ((spheres scene) (best #f) (best-distance 1e9))
    (if (null? spheres)
        (if best (found best best-distance) (missed))
        (let ((distance (sphere-distance (car spheres) origin direction)))
          (if (and distance (< distance best-distance))
              (loop (cdr spheres) (car spheres) distance)
              (loop (cdr spheres) best best-distance))))))

(define (lit? place direction)
  (nearest place direction (lambda (sphere distance) #f) (lambda () #t)))

(define (lamp-light place normal)
  (let* ((direction (unit (minus lamp place)))
         (slope (dot normal direction)))
    (if (and (> slope 0.0) (lit? place direction)) slope 0.0)))

(define (floor-brightness origin direction)
  (if (>= (point-y direction) -0.001)
      (* 0.5 (+ 1.0 (point-y direction)))
      (let* ((distance (/ (+ (point-y origin) 1.0) (- (point-y direction))))
             (place (plus origin (scale distance direction)))
             (square (+ (exact (floor (point-x place))) (exact (floor (point-z place)))))
             (shade (if (even? square) 0.9 0.2)))
        (* shade (+ 0.2 (* 0.8 (lamp-light place (make-point 0.0 1.0 0.0))))))))

(define (sphere-brightness sphere distance origin direction depth)
  (let* ((place (plus origin (scale distance direction)))
         (normal (unit (minus place (sphere-center sphere))))
         (mirror (sphere-mirror sphere))
         (own (* (sphere-shade sphere) (+ 0.2 (* 0.8 (lamp-light place normal))))))
    (if (and (> mirror 0.0) (< depth 3))
        (let ((bounced (minus direction (scale (* 2.0 (dot direction normal)) normal))))
          (+ (* (- 1.0 mirror) own)
             (* mirror (brightness place bounced (+ depth 1)))))
        own)))

(define (brightness origin direction depth)
  (nearest origin direction
           (lambda (sphere distance)
             (sphere-brightness sphere distance origin direction depth))
           (lambda () (floor-brightness origin direction))))

(define (pixel row column side)
  (let ((direction (unit (make-point (- (/ (* 2.0 column) side) 1.0)
                                     (- 1.0 (/ (* 2.0 row) side))
                                     1.8))))
    (exact (floor (* 255.0 (brightness (make-point 0.0 0.5 0.0) direction 0))))))

;; Depends on every pixel and its place.
(define (picture-checksum side)
  (let next-row ((row 0) (sum 0))
    (if (= row side)
        sum
        (let next-column ((column 0) (sum sum))
          (if (= column side)
              (next-row (+ row 1) sum)
              (next-column (+ column 1)
                           (modulo (+ (* sum 31) (pixel row column side)) 1000003)))))))

(define (main)
  (let ((result (picture-checksum size))
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
