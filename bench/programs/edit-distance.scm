;;; name: edit-distance
;;; class: strings
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; edit-distance: Levenshtein distances between words made from syllables. String indexing in a
;; double loop, with one row of costs in a vector.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1000) ; words, each compared with every other; small 12

(define (expected n)
  (cond ((= n 12) 420)
        ((= n 1000) 3097060)
        (else #f)))

(define syllables (vector "ka" "ro" "ti" "nem" "su" "lo" "vi" "dar"))

(define (make-word seed)
  (let loop ((left 4) (x seed) (word ""))
    (if (= left 0)
        word
        (loop (- left 1)
              (quotient x 3)
              (string-append word (vector-ref syllables (modulo x 8)))))))

(define (reset-row! row)
  (do ((j 0 (+ j 1)))
      ((= j (vector-length row)))
    (vector-set! row j j)))

(define (distance a b)
  (let* ((width (string-length b))
         (row (make-vector (+ width 1) 0)))
    (reset-row! row)
    (do ((i 0 (+ i 1)))
        ((= i (string-length a)) (vector-ref row width))
      (vector-set! row 0 (+ i 1))
      (let loop ((j 0) (diagonal i))
        (if (< j width)
            (let* ((above (vector-ref row (+ j 1)))
                   (left (vector-ref row j))
                   (same? (char=? (string-ref a i) (string-ref b j)))
                   (replaced (if same? diagonal (+ diagonal 1))))
              (vector-set! row (+ j 1) (min replaced (+ above 1) (+ left 1)))
              (loop (+ j 1) above)))))))

(define (distance-sum count)
  (let ((words (make-vector count "")))
    (do ((i 0 (+ i 1)))
        ((= i count))
      (vector-set! words i (make-word (* i i))))
    (do ((i 0 (+ i 1))
         (sum 0 (do ((j 0 (+ j 1))
                     (sum sum (+ sum (distance (vector-ref words i) (vector-ref words j)))))
                    ((= j i) sum))))
        ((= i count) sum))))

(define (main)
  (let ((result (distance-sum size))
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
