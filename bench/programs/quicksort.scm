;;; name: quicksort
;;; class: sorting
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; quicksort: sorts vectors in place by quicksort with the middle element as pivot, with a
;; comparison procedure as an argument, and ends small ranges by insertion.

(import (scheme base) (scheme process-context) (scheme write))

(define size 250) ; vectors of 5000 numbers; small 2

(define (expected n)
  (cond ((= n 2) 1156732)
        ((= n 250) 129408408)
        (else #f)))

(define count 5000)

(define (make-numbers seed)
  (let ((numbers (make-vector count 0)))
    (let loop ((i 0) (x seed))
      (if (= i count)
          numbers
          (begin
            (vector-set! numbers i x)
            (loop (+ i 1) (modulo (* x 16807) 2147483647)))))))

(define (swap! v i j)
  (let ((kept (vector-ref v i)))
    (vector-set! v i (vector-ref v j))
    (vector-set! v j kept)))

(define (insertion-sort! v low high less?)
  (do ((i (+ low 1) (+ i 1)))
      ((> i high))
    (let ((item (vector-ref v i)))
      (let loop ((j i))
        (if (and (> j low) (less? item (vector-ref v (- j 1))))
            (begin
              (vector-set! v j (vector-ref v (- j 1)))
              (loop (- j 1)))
            (vector-set! v j item))))))

(define (next-not-less v i pivot less?)
  (if (less? (vector-ref v i) pivot)
      (next-not-less v (+ i 1) pivot less?)
      i))

(define (next-not-more v j pivot less?)
  (if (less? pivot (vector-ref v j))
      (next-not-more v (- j 1) pivot less?)
      j))

(define (quicksort! v low high less?)
  (if (< (- high low) 12)
      (insertion-sort! v low high less?)
      (let ((pivot (vector-ref v (quotient (+ low high) 2))))
        (let loop ((i low) (j high))
          (let ((i (next-not-less v i pivot less?))
                (j (next-not-more v j pivot less?)))
            (cond ((< i j)
                   (swap! v i j)
                   (loop (+ i 1) (- j 1)))
                  (else
                   (quicksort! v low (if (= i j) (- j 1) j) less?)
                   (quicksort! v (if (= i j) (+ i 1) i) high less?))))))))

(define (checksum v less?)
  (let loop ((i 0) (sum 0))
    (cond ((= i count) sum)
          ((and (> i 0) (less? (vector-ref v i) (vector-ref v (- i 1)))) -1)
          (else (loop (+ i 1) (modulo (+ (* sum 31) (vector-ref v i)) 1000003))))))

(define (last-digits-less? a b)
  (let ((a-low (modulo a 1000)) (b-low (modulo b 1000)))
    (or (< a-low b-low) (and (= a-low b-low) (< a b)))))

(define (sort-vectors rounds)
  (let loop ((k 1) (total 0))
    (if (> k rounds)
        total
        (let ((v (make-numbers k))
              (less? (if (even? k) < last-digits-less?)))
          (quicksort! v 0 (- count 1) less?)
          (loop (+ k 1) (+ total (checksum v less?)))))))

(define (main)
  (let ((result (sort-vectors size))
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
