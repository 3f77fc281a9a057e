; The forms of R7RS 4.2 and 5 that are not in every Scheme before it.
(define-syntax show
  (syntax-rules () ((_ e) (begin (write e) (newline)))))

; Several values.
(show (let-values (((a b) (values 1 2)) ((c) 3) ((d . e) (values 4 5 6)) (f (values 7 8))) (list a b c d e f)))
(show (let ((a 'a) (b 'b) (x 'x) (y 'y)) (let*-values (((a b) (values x y)) ((x y) (values a b))) (list a b x y))))
(show (let ((a 1)) (let-values (((a) (+ a 1)) ((b) a)) (list a b))))
(define-values (p q . r) (values 1 2 3 4))
(show (list p q r))
(define (inner-values) (define-values (x y) (values 1 2)) (define z (+ x y)) (set! x 10) (list x y z))
(show (inner-values))
(define-values all (values 1 2))
(show all)
(show (call-with-values (lambda () (values 4 5)) (lambda (a b) (- a b))))
(define-syntax define-two (syntax-rules () ((_ a b e) (define-values (a b) (values e (* 2 e))))))
(define-two one two 1)
(show (list one two))

; Records.
(define-record-type pare (kons x y) pare? (x kar set-kar!) (y kdr))
(show (let ((k (kons 1 2))) (set-kar! k 3) (list (pare? k) (pare? (cons 1 2)) (kar k) (kdr k))))
(define-record-type <thing> (make-thing b) thing? (a thing-a set-thing-a!) (b thing-b))
(show (let ((t (make-thing 5))) (set-thing-a! t 4) (list (thing-a t) (thing-b t) (pare? t))))
(define (local-record v)
  (define-record-type box (make-box v) box? (v unbox set-box!))
  (let ((b (make-box v))) (set-box! b (+ 1 (unbox b))) (list (box? b) (unbox b))))
(show (local-record 1))
(define-syntax define-wrapper
  (syntax-rules () ((_ make get) (define-record-type wrapper (make value) wrapper? (value get)))))
(define-wrapper wrap-1 unwrap-1)
(define-wrapper wrap-2 unwrap-2)
(show (list (unwrap-1 (wrap-1 'a)) (unwrap-2 (wrap-2 'b))))
(show (guard (e (#t 'other-type)) (unwrap-1 (wrap-2 'b))))

; Procedures by their number of arguments.
(define range
  (case-lambda ((e) (range 0 e))
               ((b e) (do ((r '() (cons e r)) (e (- e 1) (- e 1))) ((< e b) r)))))
(show (list (range 3) (range 3 5)))
(define count-args (case-lambda (() 0) ((a) 1) ((a b . r) (list 2 r)) ))
(show (list (count-args) (count-args 1) (count-args 1 2) (count-args 1 2 3 4)))
(define plus (case-lambda ((a) a) ((a b) (+ a b)) ((a b . r) (apply plus (+ a b) r))))
(show (plus 1 2 3 4 5))
(show ((case-lambda ((a b c) 3) (all (cons 'all all))) 1 2))

; Exceptions.
(show (guard (e ((symbol? e) (list 'symbol e)) ((string? e) (list 'string e))) (raise 'boom)))
(show (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42)))))
(show (guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23)))))
(show (guard (e ((string? e) 'outer)) (guard (e2 ((number? e2) 'inner)) (raise "s"))))
(show (guard (e (else (list 'else e))) (+ 1 (raise 'oops))))
(show (let ((=> #f)) (guard (e (#t => 'not-arrow)) (raise 1))))
(show (with-exception-handler
        (lambda (e) 10)
        (lambda () (+ 1 (guard (e ((string? e) 5)) (raise-continuable 'x))))))

; Parameters and promises.
(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "bad radix")))))
(define (f n) (number->string n (radix)))
(show (list (f 12) (parameterize ((radix 2)) (f 12)) (f 12)))
(define-syntax with-radix (syntax-rules () ((_ r e) (parameterize ((radix r)) e))))
(show (with-radix 16 (f 255)))
(define n 0)
(define promise (delay (begin (set! n (+ n 1)) n)))
(show (list (force promise) (force promise)))
(define integers (let next ((n 0)) (delay (cons n (next (+ n 1))))))
(define (stream-nth s k) (if (= k 0) (car (force s)) (stream-nth (cdr (force s)) (- k 1))))
(show (stream-nth integers 5))
(define (loop n) (if (= n 0) (delay 'done) (delay-force (loop (- n 1)))))
(show (force (loop 1000)))

; Quasiquotation.
(show `(list ,(+ 1 2) 4))
(show (let ((name 'a)) `(list ,name ',name)))
(show `(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b))
(show `((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons))))
(show `#(10 5 ,(abs -2) ,@(map abs '(4 -3)) 8))
(show `(a `(b ,(c ,(+ 1 2)))))
(show `(a `(b ,(foo ,(+ 1 3) d) e) f))
(show (let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e)))
(show (quasiquote (list (unquote (+ 1 2)) 4)))
(show `(1 . ,(+ 1 1)))

; Conditionals.
(show (case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite)))
(show (case (car '(c d)) ((a e i o u) 'vowel) ((w y) 'semivowel) (else => (lambda (x) x))))
(show (case 2.5 ((2.5) => (lambda (x) (* x 2))) (else 'no)))
(show (case #\b ((#\a #\b) 'yes) (else 'no)))
(show (cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f)))
(show (cond-expand ((and r7rs (not no-such-feature)) 'r7rs) (else 'other)))
(show (let* () 5))
(show (let loop ((numbers '(3 -2 1 6 -5)) (nonneg '()) (neg '()))
        (cond ((null? numbers) (list nonneg neg))
              ((>= (car numbers) 0) (loop (cdr numbers) (cons (car numbers) nonneg) neg))
              (else (loop (cdr numbers) nonneg (cons (car numbers) neg))))))
(show (do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i)))
(show (letrec* ((p (lambda (x) (+ 1 (q (- x 1))))) (q (lambda (y) (if (zero? y) 0 (+ 1 (p (- y 1)))))) (x (p 5)) (y x)) y))
;=> (1 2 3 4 (5 6) (7 8))
;=> (x y x y)
;=> (2 1)
;=> (1 2 (3 4))
;=> (10 2 3)
;=> (1 2)
;=> -1
;=> (1 2)
;=> (#t #f 3 2)
;=> (4 5 #f)
;=> (#t 2)
;=> (a b)
;=> other-type
;=> ((0 1 2) (3 4))
;=> (0 1 (2 ()) (2 (3 4)))
;=> 15
;=> (all 1 2)
;=> (symbol boom)
;=> 42
;=> (b . 23)
;=> outer
;=> (else oops)
;=> not-arrow
;=> 11
;=> ("12" "1100" "12")
;=> "ff"
;=> (1 1)
;=> 5
;=> done
;=> (list 3 4)
;=> (list a (quote a))
;=> (a 3 4 5 6 b)
;=> ((foo 7) . cons)
;=> #(10 5 2 4 3 8)
;=> (a (quasiquote (b (unquote (c 3)))))
;=> (a (quasiquote (b (unquote (foo 4 d)) e)) f)
;=> (a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)
;=> (list 3 4)
;=> (1 . 2)
;=> composite
;=> c
;=> 5.0
;=> yes
;=> 2
;=> r7rs
;=> 5
;=> ((6 1 3) (-5 -2))
;=> #(0 1 2 3 4)
;=> 5
