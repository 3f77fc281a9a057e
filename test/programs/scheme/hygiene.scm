; Macros keep their own names apart from those of their uses (R7RS 4.3).
(define-syntax show
  (syntax-rules () ((_ e) (begin (write e) (newline)))))

; Names that a template binds are not the user's.
(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(show (let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other)))
(define-syntax my-or
  (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(show (let ((t 5)) (my-or #f t)))
(show (let ((x #f) (y 7) (temp 8) (let odd?) (if even?)) (my-or x (let temp) (if y) y)))

; Names that a template uses are those of its definition.
(show (let ((if list)) (my-or #f 3)))
(define-syntax kons (syntax-rules () ((_ a b) (cons a b))))
(show (let ((cons list)) (kons 1 2)))
(define secret 'outer)
(define-syntax get-secret (syntax-rules () ((_) secret)))
(show (let ((secret 'inner)) (list secret (get-secret))))
(show (let ((x 'outer))
        (let-syntax ((m (syntax-rules () ((m) x))))
          (let ((x 'inner)) (m)))))
(define-syntax my-if
  (syntax-rules () ((_ c t e) (cond (c t) (else e)))))
(show (let ((if #f) (else #f)) (my-if if 1 2)))
(define-syntax while
  (syntax-rules ()
    ((_ test body ...) (let loop () (if test (begin body ... (loop)) #f)))))
(show (let ((loop 3) (sum 0)) (while (> loop 0) (set! sum (+ sum loop)) (set! loop (- loop 1))) sum))

; Keywords may be hidden.
(show (let ((=> #f)) (cond (#t => 'ok))))
(show (let ((else #f)) (cond (#f 1) (else 2) (#t 3))))
(show (let ((quote -)) '5))
(show (let ((unquote list)) `(a ,(+ 1 2))))
(show (let ((begin list)) (begin 1 2 3)))
(show (let ((define list) (x 1)) (define x 2)))
(show (let* ((lambda list) (set! vector)) (list (lambda 1 2) (set! 3))))
(define-syntax be-like-begin
  (syntax-rules ()
    ((be-like-begin name)
     (define-syntax name (syntax-rules () ((name expr (... ...)) (begin expr (... ...))))))))
(be-like-begin sequence)
(show (sequence 1 2 3 4))
(show (let ((begin list)) (sequence 1 2)))

; Literals match by meaning.
(define-syntax is-else (syntax-rules (else) ((_ else) 'yes) ((_ x) 'no)))
(show (list (is-else else) (is-else 5) (let ((else 1)) (is-else else))))
(define-syntax arrow? (syntax-rules (=> plain) ((_ =>) 1) ((_ plain) 2) ((_ x) 3)))
(show (list (arrow? =>) (arrow? plain) (arrow? other) (let ((plain 0)) (arrow? plain))))
(define-syntax my-cond
  (syntax-rules (else)
    ((_ (else e)) e)
    ((_ (c e) r ...) (if c e (my-cond r ...)))))
(show (my-cond (#f 1) (else 2)))
(define-syntax through (syntax-rules () ((_ x) (is-else x))))
(show (through else))
(define-syntax introduces (syntax-rules () ((_) (is-else else))))
(show (introduces))
(show (let ((else 1)) (introduces)))

; Quotation strips.
(define-syntax quoted (syntax-rules () ((_ x ...) '(tmp x ... #(v x ...)))))
(show (quoted a b))
(define-syntax symbol-of (syntax-rules () ((_ x) (let ((x 1)) 'x))))
(show (symbol-of y))
(show (eq? (car (quoted z)) 'tmp))
(define-syntax quasi (syntax-rules () ((_ x) `(tmp ,x ,@(list x x) #(in ,x)))))
(show (let ((tmp 4)) (quasi tmp)))
(define-syntax case-of (syntax-rules () ((_ k) (case k ((foo) 'is-foo) (else 'not-foo)))))
(show (list (case-of 'foo) (case-of 'bar)))

; Nested scopes.
(show (let ((x 1))
        (let-syntax ((foo (syntax-rules () ((_ y) (let-syntax ((bar (syntax-rules () ((_) (let ((x 2)) y)))))
                                                     (bar))))))
          (foo x))))
(show (letrec-syntax
          ((ev? (syntax-rules () ((_) #t) ((_ x . r) (od? . r))))
           (od? (syntax-rules () ((_) #f) ((_ x . r) (ev? . r)))))
        (list (ev? 1 2 3) (ev? 1 2))))
(show (let ((f (lambda (x) (+ x 1))))
        (let-syntax ((f (syntax-rules () ((_ x) x))) (g (syntax-rules () ((_ x) (f x)))))
          (list (f 1) (g 1)))))
(show (let ((f (lambda (x) (+ x 1))))
        (letrec-syntax ((f (syntax-rules () ((_ x) x))) (g (syntax-rules () ((_ x) (f x)))))
          (list (f 1) (g 1)))))
(define-syntax my-let*
  (syntax-rules ()
    ((_ () body ...) (let () body ...))
    ((_ ((x v) rest ...) body ...) (let ((x v)) (my-let* (rest ...) body ...)))))
(show (my-let* ((x 1) (x (+ x 1)) (y (* x 10))) (list x y)))
(define-syntax loop-until
  (syntax-rules ()
    ((_ id init test return step) (letrec ((loop (lambda (id) (if test return (loop step))))) (loop init)))))
(show (loop-until loop 0 (> loop 4) loop (+ loop 1)))
(define-syntax my-lambda (syntax-rules () ((_ args . body) (lambda args . body))))
(show ((my-lambda (a . b) (list a b)) 1 2 3))
(define-syntax with-temps
  (syntax-rules ()
    ((_ "gen" () (t ...) (e ...)) (let ((t e) ...) (list t ...)))
    ((_ "gen" (x . r) (t ...) es) (with-temps "gen" r (t ... temp) es))
    ((_ e ...) (with-temps "gen" (e ...) () (e ...)))))
(show (with-temps 1 2 3))
(define-syntax do-times
  (syntax-rules () ((_ (i n) body ...) (do ((i 0 (+ i 1)) (limit n)) ((= i limit) 'done) body ...))))
(show (let ((limit 2) (seen (list))) (do-times (k limit) (set! seen (cons (list k limit) seen))) seen))
;=> (2 1)
;=> 5
;=> 7
;=> 3
;=> (1 . 2)
;=> (inner outer)
;=> outer
;=> 2
;=> 6
;=> ok
;=> 3
;=> -5
;=> (a (unquote (+ 1 2)))
;=> (1 2 3)
;=> (1 2)
;=> ((1 2) #(3))
;=> 4
;=> 2
;=> (yes no no)
;=> (1 2 3 3)
;=> 2
;=> yes
;=> yes
;=> yes
;=> (tmp a b #(v a b))
;=> y
;=> #t
;=> (tmp 4 4 4 #(in 4))
;=> (is-foo not-foo)
;=> 1
;=> (#f #t)
;=> (1 2)
;=> (1 1)
;=> (2 20)
;=> 5
;=> (1 (2 3))
;=> (1 2 3)
;=> ((1 2) (0 2))
