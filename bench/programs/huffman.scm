;;; name: huffman
;;; class: allocation
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; huffman: builds Huffman codes for a text, encodes it into a list of bits and decodes it again.
;; Trees of pairs, sorted insertion, association lists and long lists.

(import (scheme base) (scheme process-context) (scheme write))

(define size 1500) ; rounds; small 1

(define (expected n)
  (cond ((= n 1) 13793)
        ((= n 1500) 20689500)
        (else #f)))

(define (make-text)
  (let ((out (make-string 4000 #\a)))
    (let loop ((i 0) (x 5))
      (if (= i 4000)
          out
          (begin
            (string-set! out i (string-ref "aaaabbbcceeeeeeettttiiooosnnrhd  "
                                           (modulo (quotient x 64) 33)))
            (loop (+ i 1) (modulo (+ (* x 1103) 12345) 1048576)))))))

(define (count-chars text)
  (let loop ((i 0) (counts '()))
    (if (= i (string-length text))
        counts
        (let ((entry (assv (string-ref text i) counts)))
          (if entry
              (begin
                (set-cdr! entry (+ (cdr entry) 1))
                (loop (+ i 1) counts))
              (loop (+ i 1) (cons (cons (string-ref text i) 1) counts)))))))

;; Trees are (weight . leaf) or (weight left . right); lists of them are sorted by weight.
(define (insert tree trees)
  (if (or (null? trees) (< (car tree) (car (car trees))))
      (cons tree trees)
      (cons (car trees) (insert tree (cdr trees)))))

(define (build-tree counts)
  (let start ((counts counts) (trees '()))
    (if (pair? counts)
        (start (cdr counts) (insert (cons (cdar counts) (caar counts)) trees))
        (let join ((trees trees))
          (if (null? (cdr trees))
              (car trees)
              (let ((a (car trees)) (b (cadr trees)))
                (join (insert (cons (+ (car a) (car b)) (cons a b)) (cddr trees)))))))))

;; Pairs of a character and its bits.
(define (code-table tree)
  (let walk ((tree tree) (bits '()) (table '()))
    (if (char? (cdr tree))
        (cons (cons (cdr tree) (reverse bits)) table)
        (walk (cadr tree) (cons 0 bits)
              (walk (cddr tree) (cons 1 bits) table)))))

(define (encode text table)
  (let loop ((i (- (string-length text) 1)) (bits '()))
    (if (< i 0)
        bits
        (loop (- i 1) (append (cdr (assv (string-ref text i) table)) bits)))))

(define (decode bits tree)
  (let loop ((bits bits) (here tree) (chars '()))
    (cond ((char? (cdr here)) (loop bits tree (cons (cdr here) chars)))
          ((null? bits) (list->string (reverse chars)))
          ((= (car bits) 0) (loop (cdr bits) (cadr here) chars))
          (else (loop (cdr bits) (cddr here) chars)))))

(define (run-rounds count)
  (let ((text (make-text)))
    (let loop ((left count) (total 0))
      (if (= left 0)
          total
          (let* ((tree (build-tree (count-chars text)))
                 (bits (encode text (code-table tree))))
            (loop (- left 1)
                  (if (string=? (decode bits tree) text)
                      (+ total (length bits))
                      -1000000)))))))

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
