;;; name: sort
;;; class: sorting
;;; imports: (scheme base) (scheme time) (scheme write)
;; sort: merge sort of lists of pseudo-random fixnums. Allocates lists, walks them, and recurs as
;; deep as a list is long.

(define size 400) ; how many lists are built, sorted and checked; small 4

(define list-length 10000)

(define (expected n)
  (cond ((= n 4) 2181664)
        ((= n 400) 195066130)
        (else -1)))

;; The "minimal standard" generator of Park and Miller; every product fits 46 bits.
(define (next-random x)
  (remainder (* x 16807) 2147483647))

(define (random-list count seed)
  (let loop ((left count) (x seed) (numbers '()))
    (if (= left 0)
        numbers
        (loop (- left 1) (next-random x) (cons x numbers)))))

(define (merge a b)
  (cond ((null? a) b)
        ((null? b) a)
        ((< (car b) (car a)) (cons (car b) (merge a (cdr b))))
        (else (cons (car a) (merge (cdr a) b)))))

(define (drop numbers count)
  (if (= count 0)
      numbers
      (drop (cdr numbers) (- count 1))))

;; The first `count` of `numbers`, in ascending order.
(define (sort-first numbers count)
  (if (= count 1)
      (cons (car numbers) '())
      (let ((half (quotient count 2)))
        (merge (sort-first numbers half)
               (sort-first (drop numbers half) (- count half))))))

(define (ascending? numbers)
  (or (null? (cdr numbers))
      (and (<= (car numbers) (car (cdr numbers)))
           (ascending? (cdr numbers)))))

;; Depends on every element and on its place.
(define (checksum numbers)
  (let loop ((numbers numbers) (sum 0))
    (if (null? numbers)
        sum
        (loop (cdr numbers) (remainder (+ (* sum 31) (car numbers)) 1000003)))))

;; The sum of all checksums, or -2 when a list came out unsorted.
(define (sort-lists count)
  (let loop ((round 1) (total 0))
    (if (> round count)
        total
        (let ((sorted (sort-first (random-list list-length round) list-length)))
          (if (ascending? sorted)
              (loop (+ round 1) (+ total (checksum sorted)))
              -2)))))

(define (main)
  (let* ((start (current-jiffy))
         (result (sort-lists size))
         (elapsed (quotient (- (current-jiffy) start) (quotient (jiffies-per-second) 1000))))
    (display "sort: ")
    (display (if (= result (expected size)) "ok " "WRONG "))
    (display result)
    (display " ")
    (display elapsed)
    (newline)))

(main)
