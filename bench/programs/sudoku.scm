;;; name: sudoku
;;; class: graph-search
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; sudoku: solves number puzzles by backtracking over the cell with the fewest candidates. Vectors
;; of flags for rows, columns and boxes, undone on the way back. The puzzles are a regular
;; solution with cells taken out; where that leaves several solutions, the first one found counts.

(import (scheme base) (scheme process-context) (scheme write))

(define size 600) ; puzzles; small 2

(define (expected n)
  (cond ((= n 2) 119000728276)
        ((= n 600) 66120279496351)
        (else #f)))

;; Cell i is in row i/9, column i mod 9; boxes are counted like the rows.
(define (row-of i) (quotient i 9))
(define (column-of i) (modulo i 9))
(define (box-of i) (+ (* 3 (quotient i 27)) (quotient (modulo i 9) 3)))

(define (make-flags) (make-vector 90 #f))
(define (flag-index unit digit) (+ (* unit 10) digit))

(define-record-type board
  (make-board cells rows columns boxes)
  board?
  (cells board-cells)
  (rows board-rows)
  (columns board-columns)
  (boxes board-boxes))

(define (mark! board i digit flag)
  (vector-set! (board-cells board) i (if flag digit 0))
  (vector-set! (board-rows board) (flag-index (row-of i) digit) flag)
  (vector-set! (board-columns board) (flag-index (column-of i) digit) flag)
  (vector-set! (board-boxes board) (flag-index (box-of i) digit) flag))

(define (possible? board i digit)
  (not (or (vector-ref (board-rows board) (flag-index (row-of i) digit))
           (vector-ref (board-columns board) (flag-index (column-of i) digit))
           (vector-ref (board-boxes board) (flag-index (box-of i) digit)))))

(define (solved-digit i k)
  (let ((row (row-of i)))
    (+ 1 (modulo (* (+ 1 (modulo k 2)) (+ (* 3 row) (quotient row 3) (column-of i) k)) 9))))

(define (given? i k)
  (< (modulo (* (+ (* i i 37) (* i k 11) (* k 5) 3) 29) 101) 36))

(define (make-puzzle k)
  (let ((board (make-board (make-vector 81 0) (make-flags) (make-flags) (make-flags))))
    (do ((i 0 (+ i 1)))
        ((= i 81) board)
      (if (given? i k)
          (mark! board i (solved-digit i k) #t)))))

(define (candidate-count board i)
  (do ((digit 1 (+ digit 1))
       (count 0 (if (possible? board i digit) (+ count 1) count)))
      ((= digit 10) count)))

;; The empty cell with the fewest candidates, or #f.
(define (best-cell board)
  (let loop ((i 0) (best #f) (fewest 10))
    (cond ((= i 81) best)
          ((> (vector-ref (board-cells board) i) 0) (loop (+ i 1) best fewest))
          (else
           (let ((count (candidate-count board i)))
             (if (< count fewest)
                 (loop (+ i 1) i count)
                 (loop (+ i 1) best fewest)))))))

(define guesses 0)

(define (solve! board)
  (let ((i (best-cell board)))
    (or (not i)
        (let loop ((digit 1))
          (cond ((= digit 10) #f)
                ((possible? board i digit)
                 (set! guesses (+ guesses 1))
                 (mark! board i digit #t)
                 (or (solve! board)
                     (begin
                       (mark! board i digit #f)
                       (loop (+ digit 1)))))
                (else (loop (+ digit 1))))))))

(define (checksum cells)
  (let loop ((i 0) (sum 0))
    (if (= i 81)
        sum
        (loop (+ i 1) (modulo (+ (* sum 11) (vector-ref cells i)) 1000003)))))

(define (solve-all count)
  (let loop ((k 0) (total 0))
    (if (= k count)
        (+ (* 1000000000 guesses) total)
        (let ((board (make-puzzle k)))
          (loop (+ k 1)
                (+ total (if (solve! board) (checksum (board-cells board)) -1)))))))

(define (main)
  (let ((result (solve-all size))
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
