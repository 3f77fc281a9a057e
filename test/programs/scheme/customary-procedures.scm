; Procedures that several systems share: each does what they agree on.
(define (show . items) (for-each (lambda (x) (write x) (display " ")) items) (newline))
(show (1+ 1) (-1+ 1) (div -7 2) (mod -7 2) (ash 1 70) (logior 5 10) (exact-round 2.6))
(show (format "~a|~s|~x|~%" "a" #\b 255) (format #f "~d~~~b" 'x 5))
(printf "~a and ~s~n" "one" "two")
(show (string-pad-left "abc" 5) (string-pad-left "abc" 2) (string-pad-right "abc" 5 #\.)
      (string-trim-both " a b ") (string-index "abcb" #\b 2) (string-index-right "abcb" #\b)
      (string-search-all "aa" "aaaa") (string-search-backward "ab" "abcab" 4))
(show (vector-sort < (vector 3 1 2)) (list-sort > '(1 2 3)) (vector-fold cons '() #(1 2))
      (let ((v (vector 1 2 3))) (vector-reverse! v) v))
(show (list-index = '(1 2 3) '(3 2 3)) (count < '(1 5) '(2 4)) (filter-map + '(1 2) '(10 20)))
(define g (gensym))
(show (symbol? g) (eq? g g) (eq? g (string->symbol (symbol->string g)))
      (eq? (string->uninterned-symbol "a") 'a))
(let ((table (make-equal-hash-table)))
  (hash-table-set! table g 'mine)
  (hash-table-set! table (list g) 'listed)
  (show (hash-table-ref/default table g #f) (hash-table-ref/default table (list g) #f)
        (hash-table-ref/default table (gensym) #f)))
(define (in-range? x) (and (<= 0 x) (< x 10)))
(show (every in-range? (list-tabulate 200 (lambda (i) (random 10))))
      (length (delete-duplicates (list-tabulate 200 (lambda (i) (random 10)))))
      (every (lambda (i) (< 0. (random-real) 1.)) (iota 50))
      (< (random (expt 10 40)) (expt 10 40)))
(define b (box 1))
(set-box! b (list (unbox b)))
(show (box? b) (unbox b) (box? 1))
(define (from n) (cons-stream n (from (+ n 1))))
(show (stream-ref (from 0) 1000) (stream-car (stream-tail (from 5) 2)) (stream-pair? the-empty-stream))
(pretty-print '(define (average . numbers) (let ((total (apply + numbers)) (count (length numbers)))
  (/ total count))))
(unbox 'x)
;=> 2 0 -4 1 1180591620717411303424 15 3 
;=> "a|#\\b|ff|\n" "x~101" 
;=> one and "two"
;=> "  abc" "bc" "abc.." "a b" 3 3 (0 1 2) 2 
;=> #(1 2 3) (3 2 1) ((() . 1) . 2) #(3 2 1) 
;=> 1 1 (11 22) 
;=> #t #t #f #f 
;=> mine listed #f 
;=> #t 10 #t #t 
;=> #t (1) #f 
;=> 1000 7 #f 
;=> (define (average . numbers)
;=>   (let ((total (apply + numbers)) (count (length numbers))) (/ total count)))
;!> expected a record of type box
