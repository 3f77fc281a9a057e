#!/usr/bin/env lazuli
;; The most frequent words of standard input, most frequent first.
;;
;;   lazuli examples/word-count.scm < README.md

(define shown 10)

;; The next word in lower case, or the end of the input.
(define (read-word)
  (let skip ((c (read-char)))
    (cond ((eof-object? c) c)
          ((char-alphabetic? c)
           (let loop ((letters (list (char-downcase c))))
             (let ((next (peek-char)))
               (if (and (char? next) (char-alphabetic? next))
                   (loop (cons (char-downcase (read-char)) letters))
                   (list->string (reverse letters))))))
          (else (skip (read-char))))))

(define (count-words)
  (let ((counts (make-hash-table string=?)))
    (let loop ((word (read-word)))
      (if (eof-object? word)
          (hash-table->alist counts)
          (begin
            (hash-table-update!/default counts word (lambda (n) (+ n 1)) 0)
            (loop (read-word)))))))

;; Frequent words first, equally frequent ones by the alphabet.
(define (before? a b)
  (or (> (cdr a) (cdr b))
      (and (= (cdr a) (cdr b)) (string<? (car a) (car b)))))

(define (merge a b)
  (cond ((null? a) b)
        ((null? b) a)
        ((before? (car b) (car a)) (cons (car b) (merge a (cdr b))))
        (else (cons (car a) (merge (cdr a) b)))))

(define (sort items)
  (let ((n (length items)))
    (if (< n 2)
        items
        (let split ((left '()) (rest items) (k (quotient n 2)))
          (if (= k 0)
              (merge (sort left) (sort rest))
              (split (cons (car rest) left) (cdr rest) (- k 1)))))))

(let loop ((words (sort (count-words))) (left shown))
  (if (and (pair? words) (> left 0))
      (begin
        (display (cdar words))
        (display " ")
        (display (caar words))
        (newline)
        (loop (cdr words) (- left 1)))))
