;;; name: permutations
;;; class: lists
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; permutations: builds every permutation of 1 to n as a list of lists, then counts those without
;; a fixed point, which is the subfactorial of n. Consing, append and map.

(import (scheme base) (scheme process-context) (scheme write))

(define size 100) ; rounds over 8 elements; small 1

(define (expected n)
  (cond ((= n 1) 14833)
        ((= n 100) 1483300)
        (else #f)))

(define (count-up n)
  (let loop ((i n) (numbers '()))
    (if (= i 0)
        numbers
        (loop (- i 1) (cons i numbers)))))

;; Every way to insert `item` into `items`.
(define (insertions item items)
  (if (null? items)
      (list (list item))
      (cons (cons item items)
            (map (lambda (rest) (cons (car items) rest))
                 (insertions item (cdr items))))))

(define (permutations items)
  (if (null? items)
      (list '())
      (let loop ((rest (permutations (cdr items))) (all '()))
        (if (null? rest)
            all
            (loop (cdr rest) (append (insertions (car items) (car rest)) all))))))

(define (derangement? items)
  (let loop ((items items) (place 1))
    (or (null? items)
        (and (not (= (car items) place))
             (loop (cdr items) (+ place 1))))))

(define (count-derangements n)
  (let loop ((all (permutations (count-up n))) (count 0))
    (cond ((null? all) count)
          ((derangement? (car all)) (loop (cdr all) (+ count 1)))
          (else (loop (cdr all) count)))))
(define (run-rounds count)
  (let loop ((left count) (total 0))
    (if (= left 0)
        total
        (loop (- left 1) (+ total (count-derangements 8))))))

(define (main)
  (let ((result (run-rounds size))
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
