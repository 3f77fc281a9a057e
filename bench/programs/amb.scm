;;; name: amb
;;; class: continuations
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; amb: the choose-and-fail operator by re-entered continuations, used to solve a puzzle of digits
;; for letters and to find the right triangles with sides up to n.

(import (scheme base) (scheme process-context) (scheme write))

(define size 450) ; the longest side; small 25

(define (expected n)
  (cond ((= n 25) 102000306)
        ((= n 450) 102199338)
        (else #f)))

(define failures '())

(define (fail)
  (let ((next (car failures)))
    (set! failures (cdr failures))
    (next #f)))

;; Returns `low`, and when failed back into, the following numbers up to `high`.
(define (choose low high)
  (call-with-current-continuation
    (lambda (return)
      (let loop ((n low))
        (if (<= n high)
            (begin
              (call-with-current-continuation
                (lambda (next)
                  (set! failures (cons next failures))
                  (return n)))
              (loop (+ n 1)))
            (fail))))))

(define (require condition)
  (if (not condition) (fail)))

;; Adds up what `find` returns for all of its choices.
(define (sum-of-solutions find)
  (let ((sum 0))
    (call-with-current-continuation
      (lambda (done)
        (set! failures (list done))
        (let ((found (find)))
          (set! sum (+ sum found)))
        (fail)))
    sum))

(define (find-triple)
  (let* ((a (choose 1 size))
         (b (choose a size)))
    (require (<= (+ a 1) b))
    (let ((c (choose (+ b 1) (min size (+ b a)))))
      (require (= (+ (* a a) (* b b)) (* c c)))
      (+ a b c))))

;; TO + GO = OUT, whose only answer is 21 + 81 = 102.
(define (find-letters)
  (let* ((t (choose 1 9))
         (o (choose 0 9))
         (g (choose 1 9)))
    (require (not (or (= t o) (= t g) (= o g))))
    (let ((u (choose 0 9)))
      (require (not (or (= u t) (= u o) (= u g))))
      (require (= (+ (* 10 t) o (* 10 g) o) (+ (* 100 o) (* 10 u) t)))
      (+ (* 100 o) (* 10 u) t))))

(define (main)
  (let ((result
         (+ (* 1000000 (sum-of-solutions find-letters)) (sum-of-solutions find-triple)))
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
