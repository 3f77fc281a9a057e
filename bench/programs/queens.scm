;;; name: queens
;;; class: lists
;;; imports: (scheme base) (scheme time) (scheme write)
;; queens: counts the ways to place n queens on an n by n board. Free rows and placed queens are
;; lists: short list walks, consing, recursion inside a loop.

(define size 13) ; width of the board; small 10

(define (expected n)
  (cond ((= n 10) 724)
        ((= n 13) 73712)
        (else -1)))

;; (rows-up-to 3) = (1 2 3)
(define (rows-up-to n)
  (let loop ((row n) (rows '()))
    (if (= row 0)
        rows
        (loop (- row 1) (cons row rows)))))

(define (without row rows)
  (if (= (car rows) row)
      (cdr rows)
      (cons (car rows) (without row (cdr rows)))))

;; Is no placed queen on a diagonal of `row` in the next column? The nearest column comes first.
(define (safe? row placed)
  (let loop ((placed placed) (distance 1))
    (or (null? placed)
        (and (not (= (car placed) (+ row distance)))
             (not (= (car placed) (- row distance)))
             (loop (cdr placed) (+ distance 1))))))

(define (count-placements free placed)
  (if (null? free)
      1
      (let loop ((rows free) (total 0))
        (cond ((null? rows) total)
              ((safe? (car rows) placed)
               (loop (cdr rows)
                     (+ total
                        (count-placements (without (car rows) free) (cons (car rows) placed)))))
              (else (loop (cdr rows) total))))))

(define (main)
  (let* ((start (current-jiffy))
         (result (count-placements (rows-up-to size) '()))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "queens: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
