#!/usr/bin/env lazuli
;; Eight queens: shows the first placement and counts them all.
;;
;; A placement is a list of rows, the queen of the nearest column first.

(define board-size 8)

(define (safe? row placed)
  (let loop ((placed placed) (distance 1))
    (cond ((null? placed) #t)
          ((= (car placed) row) #f)
          ((= (car placed) (+ row distance)) #f)
          ((= (car placed) (- row distance)) #f)
          (else (loop (cdr placed) (+ distance 1))))))

;; Calls `found` with every way to place the queens of the columns from `column` on.
(define (for-each-placement column placed found)
  (if (= column board-size)
      (found placed)
      (do ((row 0 (+ row 1)))
          ((= row board-size))
        (if (safe? row placed)
            (for-each-placement (+ column 1) (cons row placed) found)))))

(define (show placement)
  (for-each
    (lambda (queen)
      (do ((row 0 (+ row 1)))
          ((= row board-size))
        (display (if (= row queen) " Q" " .")))
      (newline))
    placement))

(define count 0)

(for-each-placement 0 '()
  (lambda (placement)
    (if (= count 0) (show placement))
    (set! count (+ count 1))))

(display count)
(display " placements")
(newline)
