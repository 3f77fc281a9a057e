;;; name: particles
;;; class: records
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; particles: balls bouncing in a box, as records whose integer fields are read and assigned over
;; and over, with walls and a grid count at the end.

(import (scheme base) (scheme process-context) (scheme write))

(define size 25000) ; time steps; small 20

(define (expected n)
  (cond ((= n 20) 19866027)
        ((= n 25000) 21559649)
        (else #f)))

(define-record-type ball
  (make-ball x y vx vy bounces)
  ball?
  (x ball-x set-ball-x!)
  (y ball-y set-ball-y!)
  (vx ball-vx set-ball-vx!)
  (vy ball-vy set-ball-vy!)
  (bounces ball-bounces set-ball-bounces!))

(define box-size 10000)

(define (make-balls count)
  (let loop ((i 0) (x 1) (balls '()))
    (if (= i count)
        balls
        (loop (+ i 1)
              (modulo (* x 16807) 2147483647)
              (cons (make-ball (modulo x box-size)
                               (modulo (* x 3) box-size)
                               (- (modulo x 199) 99)
                               (- (modulo x 151) 75)
                               0)
                    balls)))))

(define (bounce! ball)
  (set-ball-bounces! ball (+ (ball-bounces ball) 1)))

(define (outside? position)
  (or (< position 0) (>= position box-size)))

(define (move! ball)
  (let ((x (+ (ball-x ball) (ball-vx ball)))
        (y (+ (ball-y ball) (ball-vy ball))))
    (if (outside? x)
        (begin (set-ball-vx! ball (- (ball-vx ball))) (bounce! ball))
        (set-ball-x! ball x))
    (if (outside? y)
        (begin (set-ball-vy! ball (- (ball-vy ball))) (bounce! ball))
        (set-ball-y! ball y))))

(define (summary balls)
  (let loop ((balls balls) (sum 0))
    (if (null? balls)
        sum
        (let ((ball (car balls)))
          (loop (cdr balls)
                (if (ball? ball)
                    (+ sum (ball-x ball) (* 3 (ball-y ball)) (* 7 (ball-bounces ball)))
                    -1))))))

(define (simulate steps)
  (let ((balls (make-balls 1000)))
    (do ((step 0 (+ step 1)))
        ((= step steps) (summary balls))
      (for-each move! balls))))

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
