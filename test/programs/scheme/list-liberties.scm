; SRFI 1 to the letter: which argument of an equivalence comes from which list, and lists without an end.
(define (show . items) (for-each (lambda (x) (write x) (display " ")) items) (newline))
(define (rounds-to? a b) (= (exact (round a)) b))
(show (lset= rounds-to? '(1.2 0.1 2.3) '(2 1 0)) (lset<= rounds-to? '(1.2) '(2 1)))
(define order '())
(delete-duplicates '(1 2 1) (lambda (a b) (set! order (cons (list a b) order)) (= a b)))
(show (reverse order))
(define (attempt thunk) (guard (e ((error-object? e) (error-object-message e))) (thunk)))
(define ring (circular-list 1 2 3))
(show (attempt (lambda () (length ring))) (length+ ring) (list? ring))
(show (attempt (lambda () (every odd? '(1 3 . x)))) (any even? '(1 4 . x)) (every odd? '()))
(show (count < '(3 1 4 1) (circular-list 1 10)) (list-index < '(3 1) '(2 7)) (list-index < '(3) '(2)))
(show (filter-map (lambda (a b) (and (< a b) (list a b))) '(1 5 2) (circular-list 3)))
(show (cond-expand ((and srfi-1 (not srfi-999)) 'has) (else 'lacks)) (and (memq 'srfi-69 (features)) #t))
;=> #t #t 
;=> ((1 2) (2 1) (1 1)) 
;=> "length: expected a list, got #0=(1 2 3 . #0#)" #f #f 
;=> "cdr: expected a pair, got x" #t #t 
;=> 2 1 #f 
;=> ((1 3) (2 3)) 
;=> has #t 
