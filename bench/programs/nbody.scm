;;; name: nbody
;;; class: flonums
;;; imports: (scheme base) (scheme time) (scheme write)
;; nbody: the Sun and the four giant planets under gravity, with a symplectic Euler step. Generic
;; arithmetic on flonums that are read from vectors and stored back into them.
;; Units: astronomical unit, year, 4 pi^2 = the Sun's mass. The initial state is that of the
;; Computer Language Benchmarks Game, so 1000 steps end at its published
;; energy, -0.169087605.

(define size 500000) ; time steps of 0.01; small 10000

(define (expected n)
  (cond ((= n 10000) -0.16901644126444948)
        ((= n 500000) -0.16909656666618716)
        (else 0.0)))

(define solar-mass (* 4.0 (* 3.141592653589793 3.141592653589793)))
(define days-per-year 365.24)

;; A body is a vector: position in 0 1 2, velocity in 3 4 5, mass in 6.
;; Velocity is given per day, mass in solar masses.
(define (make-body x y z vx vy vz mass)
  (let ((body (make-vector 7 0.0)))
    (vector-set! body 0 x)
    (vector-set! body 1 y)
    (vector-set! body 2 z)
    (vector-set! body 3 (* vx days-per-year))
    (vector-set! body 4 (* vy days-per-year))
    (vector-set! body 5 (* vz days-per-year))
    (vector-set! body 6 (* mass solar-mass))
    body))

(define (make-bodies)
  (let ((bodies (make-vector 5 #f)))
    (vector-set! bodies 0 (make-body 0.0 0.0 0.0 0.0 0.0 0.0 1.0))
    ;; Jupiter
    (vector-set! bodies 1
      (make-body 4.84143144246472090e+00 -1.16032004402742839e+00 -1.03622044471123109e-01
                 1.66007664274403694e-03 7.69901118419740425e-03 -6.90460016972063023e-05
                 9.54791938424326609e-04))
    ;; Saturn
    (vector-set! bodies 2
      (make-body 8.34336671824457987e+00 4.12479856412430479e+00 -4.03523417114321381e-01
                 -2.76742510726411741e-03 4.99852801234917238e-03 2.30417297573763929e-05
                 2.85885980666130812e-04))
    ;; Uranus
    (vector-set! bodies 3
      (make-body 1.28943695621391310e+01 -1.51111514016986312e+01 -2.23307578892655734e-01
                 2.96460137564761618e-03 2.37847173959480950e-03 -2.96589568540237556e-05
                 4.36624404335156298e-05))
    ;; Neptune
    (vector-set! bodies 4
      (make-body 1.53796971148509165e+01 -2.59193146099879641e+01 1.79258772950371181e-01
                 2.68067772490389322e-03 1.62824170038242295e-03 -9.51592254519715870e-05
                 5.15138902046611451e-05))
    bodies))

(define (add-to-slot! body slot amount)
  (vector-set! body slot (+ (vector-ref body slot) amount)))

;; Gives the Sun the velocity that brings the momentum of the whole system to zero.
(define (cancel-momentum! bodies)
  (let ((sun (vector-ref bodies 0)))
    (do ((i 1 (+ i 1)))
        ((= i (vector-length bodies)))
      (let* ((body (vector-ref bodies i))
             (share (/ (vector-ref body 6) solar-mass)))
        (do ((slot 3 (+ slot 1)))
            ((= slot 6))
          (vector-set! sun slot
            (- (vector-ref sun slot) (* (vector-ref body slot) share))))))))

;; Changes the velocities of both bodies by their attraction during `dt`.
(define (attract! a b dt)
  (let* ((dx (- (vector-ref a 0) (vector-ref b 0)))
         (dy (- (vector-ref a 1) (vector-ref b 1)))
         (dz (- (vector-ref a 2) (vector-ref b 2)))
         (distance2 (+ (+ (* dx dx) (* dy dy)) (* dz dz)))
         (magnitude (/ dt (* distance2 (sqrt distance2))))
         (pull-a (* (vector-ref b 6) magnitude))
         (pull-b (* (vector-ref a 6) magnitude)))
    (vector-set! a 3 (- (vector-ref a 3) (* dx pull-a)))
    (vector-set! a 4 (- (vector-ref a 4) (* dy pull-a)))
    (vector-set! a 5 (- (vector-ref a 5) (* dz pull-a)))
    (vector-set! b 3 (+ (vector-ref b 3) (* dx pull-b)))
    (vector-set! b 4 (+ (vector-ref b 4) (* dy pull-b)))
    (vector-set! b 5 (+ (vector-ref b 5) (* dz pull-b)))))

(define (move! body dt)
  (add-to-slot! body 0 (* dt (vector-ref body 3)))
  (add-to-slot! body 1 (* dt (vector-ref body 4)))
  (add-to-slot! body 2 (* dt (vector-ref body 5))))

(define (advance! bodies dt)
  (let ((count (vector-length bodies)))
    (do ((i 0 (+ i 1)))
        ((= i count))
      (let ((body (vector-ref bodies i)))
        (do ((j (+ i 1) (+ j 1)))
            ((= j count))
          (attract! body (vector-ref bodies j) dt))))
    (do ((i 0 (+ i 1)))
        ((= i count))
      (move! (vector-ref bodies i) dt))))

(define (kinetic-energy body)
  (let ((vx (vector-ref body 3))
        (vy (vector-ref body 4))
        (vz (vector-ref body 5)))
    (* (* 0.5 (vector-ref body 6))
       (+ (+ (* vx vx) (* vy vy)) (* vz vz)))))

(define (distance a b)
  (let ((dx (- (vector-ref a 0) (vector-ref b 0)))
        (dy (- (vector-ref a 1) (vector-ref b 1)))
        (dz (- (vector-ref a 2) (vector-ref b 2))))
    (sqrt (+ (+ (* dx dx) (* dy dy)) (* dz dz)))))

(define (energy bodies)
  (let next-body ((i 0) (sum 0.0))
    (if (= i (vector-length bodies))
        sum
        (let ((body (vector-ref bodies i)))
          (let next-pair ((j (+ i 1)) (sum (+ sum (kinetic-energy body))))
            (if (= j (vector-length bodies))
                (next-body (+ i 1) sum)
                (let ((other (vector-ref bodies j)))
                  (next-pair (+ j 1)
                             (- sum (/ (* (vector-ref body 6) (vector-ref other 6))
                                       (distance body other)))))))))))

(define (simulate steps)
  (let ((bodies (make-bodies)))
    (cancel-momentum! bodies)
    (do ((step 0 (+ step 1)))
        ((= step steps))
      (advance! bodies 0.01))
    (energy bodies)))

(define (main)
  (let* ((start (current-jiffy))
         (result (simulate size))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "nbody: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
