;;; name: knight
;;; class: graph-search
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; knight: breadth-first search of a knight's moves from every tenth field of a board, with the
;; front as a list; sums the distances to all fields.

(import (scheme base) (scheme process-context) (scheme write))

(define size 110) ; fields along each side; small 9

(define (expected n)
  (cond ((= n 9) 2220)
        ((= n 110) 409151428)
        (else #f)))

(define jumps '((1 . 2) (2 . 1) (2 . -1) (1 . -2) (-1 . -2) (-2 . -1) (-2 . 1) (-1 . 2)))

;; For each field the list of fields that a knight reaches.
(define (make-graph side)
  (let ((graph (make-vector (* side side) '())))
    (do ((field 0 (+ field 1)))
        ((= field (* side side)) graph)
      (for-each
        (lambda (jump)
          (let ((x (+ (modulo field side) (car jump)))
                (y (+ (quotient field side) (cdr jump))))
            (if (and (< -1 x side) (< -1 y side))
                (vector-set! graph field (cons (+ x (* y side)) (vector-ref graph field))))))
        jumps))))

(define (distance-sum graph start)
  (let ((seen (make-vector (vector-length graph) #f)))
    (define (unseen-neighbours fields front)
      (cond ((null? fields) front)
            ((vector-ref seen (car fields)) (unseen-neighbours (cdr fields) front))
            (else
             (vector-set! seen (car fields) #t)
             (unseen-neighbours (cdr fields) (cons (car fields) front)))))
    (vector-set! seen start #t)
    (let next-front ((front (list start)) (distance 0) (sum 0))
      (if (null? front)
          sum
          (let expand ((fields front) (next '()))
            (if (null? fields)
                (next-front next (+ distance 1) (+ sum (* distance (length front))))
                (expand (cdr fields)
                        (unseen-neighbours (vector-ref graph (car fields)) next))))))))

(define (sum-from-all side)
  (let ((graph (make-graph side)))
    (do ((start 0 (+ start 10))
         (sum 0 (+ sum (distance-sum graph start))))
        ((>= start (* side side)) sum))))

(define (main)
  (let ((result (sum-from-all size))
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
