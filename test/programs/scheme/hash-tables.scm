; Hash tables: keys of every kind, growth, deletion, collections meanwhile, changes under way.
(define (show . items) (for-each (lambda (x) (write x) (display " ")) items) (newline))
; 500 of these are more than is allocated between two collections.
(define (spend n) (if (> n 0) (begin (make-vector 10000 n) (spend (- n 1)))))

; Entries keep the order in which they came; what is deleted and added again goes to the end.
(define t (make-equal-hash-table))
(for-each (lambda (key value) (hash-table-set! t key value))
          (list 'a "b" '(1 (2)) 5 1.5 1e300 (expt 2 70) 1/2 #\c '#(1 "x") car)
          '(1 2 3 4 5 6 7 8 9 10 11))
(show (map (lambda (key) (hash-table-ref/default t key 'none))
           (list 'a (string #\b) (list 1 (list 2)) 5 1.5 1e300 (expt 2 70) (/ 2 4) #\c
                 (vector 1 (string #\x)) car cdr "B" '(1 2))))
(hash-table-delete! t 5)
(hash-table-delete! t 5)
(hash-table-delete! t car)
(hash-table-set! t 5 'again)
(show (hash-table-count t) (hash-table->alist t))
(show (hash-table-keys t))
(show (hash-table-values t))

; A string found by its characters, however it is stored.
(define wide (make-string 3 #\a))
(string-set! wide 1 #\x3bb)
(string-set! wide 1 #\b)
(define s (make-string-hash-table))
(hash-table-set! s "aba" 'narrow)
(show (hash-table-ref/default s wide #f) (hash-table-ref/default s "abb" #f))
(hash-table-set! s "λ" 'wide)
(hash-table-set! s (make-string 5000 #\q) 'long)
(show (hash-table-ref/default s (string #\x3bb) #f)
      (hash-table-ref/default s (make-string 5000 #\q) #f)
      (hash-table-ref/default s (make-string 4999 #\q) #f))

; Keys that hash by their address are found after collections; those equal to them are not.
(define e (make-eqv-hash-table))
(define pairs (let loop ((i 0) (all '())) (if (= i 60) all (loop (+ i 1) (cons (list i) all)))))
(for-each (lambda (pair) (hash-table-set! e pair (* 1.7e300 (car pair))) (spend 1)) pairs)
(spend 500)
(define (found)
  (let loop ((rest pairs) (n 0))
    (cond ((null? rest) n)
          ((eqv? (hash-table-ref/default e (car rest) #f) (* 1.7e300 (caar rest)))
           (loop (cdr rest) (+ n 1)))
          (else (loop (cdr rest) n)))))
(show (found) (hash-table-count e) (hash-table-ref/default e (list 3) 'none))
(for-each (lambda (pair) (if (even? (car pair)) (hash-table-delete! e pair))) pairs)
(hash-table-set! e 'other 'kind)
(hash-table-set! e 2.5 'flonum)
(hash-table-set! e (expt 3 50) 'big)
(spend 500)
(show (found) (hash-table-count e) (hash-table-ref/default e 'other #f)
      (hash-table-ref/default e 2.5 #f) (hash-table-ref/default e (expt 3 50) #f))
(define q (make-strong-eq-hash-table))
(define big (expt 3 50))
(hash-table-set! q big 1)
(show (hash-table-ref/default q big #f) (hash-table-ref/default q (expt 3 50) #f))

; A queue that grows and shrinks; many keys.
(define n (make-hash-table =))
(do ((i 0 (+ i 1))) ((= i 300))
  (hash-table-set! n i (* i i))
  (if (>= i 10) (hash-table-delete! n (- i 10))))
(show (hash-table-count n) (hash-table-keys n))
(do ((i 0 (+ i 1))) ((= i 500)) (hash-table-set! n (* i 1024) i))
(show (hash-table-count n)
      (let loop ((i 0) (good 0))
        (if (= i 500) good (loop (+ i 1) (if (eqv? (hash-table-ref n (* i 1024) (lambda () #f)) i) (+ good 1) good)))))
(hash-table-clear! n)
(show (hash-table-count n) (hash-table->alist n) (hash-table-contains? n 0))

; Updates whose procedure changes the table itself.
(define u (make-equal-hash-table))
(hash-table-update!/default u 'x (lambda (v) (hash-table-set! u 'x 5) (+ v 1)) 0)
(show (hash-table->alist u))
(hash-table-update! u 'x (lambda (v) (hash-table-delete! u 'x) (hash-table-set! u 'y 1) (+ v 1)))
(show (hash-table->alist u))
(hash-table-update! u 'x
  (lambda (v)
    (do ((i 0 (+ i 1))) ((= i 100)) (hash-table-set! u i i))
    (+ v 1)))
(show (hash-table-ref u 'x) (hash-table-count u))
(hash-table-update! u 'x (lambda (v) (hash-table-clear! u) (+ v 1)))
(show (hash-table->alist u))
(hash-table-update! u 'z (lambda (v) (cons v v)) (lambda () 'fresh))
(show (hash-table-ref u 'z) (hash-table-ref u 'none (lambda () 'thunk)))
(show (apply hash-table-ref (list u 'z (lambda () 1))) (apply hash-table-ref u 'z (list car pair?)))

; A walk sees what was there when it began.
(hash-table-walk u (lambda (key value) (hash-table-delete! u key) (hash-table-set! u (list key) value)))
(show (hash-table->alist u) (hash-table-fold u (lambda (key value sum) (+ sum 1)) 0))
(define c (hash-table-copy u))
(hash-table-set! c 'more 1)
(show (hash-table-count u) (hash-table-count c) (hash-table? c) (hash-table? 'c))
(show (eqv? (hash "text") (hash (string #\t #\e #\x #\t))) (hash 'x 1))
;=> (1 2 3 4 5 6 7 8 9 10 11 none none none) 
;=> 10 ((a . 1) ("b" . 2) ((1 (2)) . 3) (1.5 . 5) (1e300 . 6) (1180591620717411303424 . 7) (1/2 . 8) (#\c . 9) (#(1 "x") . 10) (5 . again)) 
;=> (a "b" (1 (2)) 1.5 1e300 1180591620717411303424 1/2 #\c #(1 "x") 5) 
;=> (1 2 3 5 6 7 8 9 10 again) 
;=> narrow #f 
;=> wide long #f 
;=> 60 60 none 
;=> 30 33 kind flonum big 
;=> 1 #f 
;=> 10 (290 291 292 293 294 295 296 297 298 299) 
;=> 510 500 
;=> 0 () #f 
;=> ((x . 1)) 
;=> ((y . 1) (x . 2)) 
;=> 3 102 
;=> ((x . 4)) 
;=> (fresh . fresh) thunk 
;=> (fresh . fresh) #t 
;=> (((x) . 4) ((z) fresh . fresh)) 2 
;=> 2 3 #t #f 
;=> #t 0 
