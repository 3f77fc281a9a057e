;;; name: string-search
;;; class: strings
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; string-search: counts the places of patterns in a long text by Knuth, Morris and Pratt. The
;; text is built from pieces by string-append and substring.

(import (scheme base) (scheme process-context) (scheme write))

(define size 10000) ; patterns; small 12

(define (expected n)
  (cond ((= n 12) 13522)
        ((= n 10000) 7379274)
        (else #f)))

(define (build-text doublings)
  (let loop ((i 0) (a "a") (b "ab"))
    (if (= i doublings)
        b
        (loop (+ i 1) b (string-append b a)))))

;; For each prefix, the length of its longest border.
(define (border-table pattern)
  (let* ((length (string-length pattern))
         (table (make-vector length 0)))
    (let loop ((i 1) (matched 0))
      (cond ((= i length) table)
            ((char=? (string-ref pattern i) (string-ref pattern matched))
             (vector-set! table i (+ matched 1))
             (loop (+ i 1) (+ matched 1)))
            ((= matched 0) (loop (+ i 1) 0))
            (else (loop i (vector-ref table (- matched 1))))))))

(define (count-matches text pattern)
  (let ((table (border-table pattern))
        (text-length (string-length text))
        (length (string-length pattern)))
    (let loop ((i 0) (matched 0) (count 0))
      (cond ((= matched length)
             (loop i (vector-ref table (- matched 1)) (+ count 1)))
            ((= i text-length) count)
            ((char=? (string-ref text i) (string-ref pattern matched))
             (loop (+ i 1) (+ matched 1) count))
            ((= matched 0) (loop (+ i 1) 0 count))
            (else (loop i (vector-ref table (- matched 1)) count))))))

(define (total-matches count)
  (let ((text (build-text 18)))
    (let loop ((i 0) (total 0))
      (if (= i count)
          total
          (let ((start (modulo (* i 37) 5000)))
            (loop (+ i 1)
                  (+ total
                     (count-matches text (substring text start (+ start 5 (modulo i 30)))))))))))

(define (main)
  (let ((result (total-matches size))
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
