;;; name: lambda-calculus
;;; class: interpreters
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; lambda-calculus: reduces terms with de Bruijn indices to normal form by substitution, in normal
;; order. The terms are sums and products of Church numerals.

(import (scheme base) (scheme process-context) (scheme write))

(define size 40) ; the numerals that are multiplied; small 4

(define (expected n)
  (cond ((= n 4) 64000092)
        ((= n 40) 6400006572)
        (else #f)))

;; An index is a number, an abstraction (lam body), an application (app f x).
(define (lam body) (list 'lam body))
(define (app f x) (list 'app f x))
(define (lam? term) (and (pair? term) (eq? (car term) 'lam)))
(define (app? term) (and (pair? term) (eq? (car term) 'app)))
(define (lam-body term) (cadr term))
(define (app-function term) (cadr term))
(define (app-argument term) (car (cddr term)))

;; Adds `amount` to the indices of `term` that point out of it.
(define (shift term amount depth)
  (cond ((number? term) (if (< term depth) term (+ term amount)))
        ((lam? term) (lam (shift (lam-body term) amount (+ depth 1))))
        (else (app (shift (app-function term) amount depth)
                   (shift (app-argument term) amount depth)))))

;; Puts `value` for the index `depth` in `term`, whose binder is taken away.
(define (substitute term value depth)
  (cond ((number? term)
         (cond ((= term depth) (shift value depth 0))
               ((> term depth) (- term 1))
               (else term)))
        ((lam? term) (lam (substitute (lam-body term) value (+ depth 1))))
        (else (app (substitute (app-function term) value depth)
                   (substitute (app-argument term) value depth)))))

(define reductions 0)

(define (head-normal term)
  (if (app? term)
      (let ((f (head-normal (app-function term))))
        (if (lam? f)
            (begin
              (set! reductions (+ reductions 1))
              (head-normal (substitute (lam-body f) (app-argument term) 0)))
            (app f (app-argument term))))
      term))

(define (normal term)
  (let ((head (head-normal term)))
    (cond ((lam? head) (lam (normal (lam-body head))))
          ((app? head) (app (normal (app-function head)) (normal (app-argument head))))
          (else head))))

(define (numeral n)
  (let loop ((n n) (body 0))
    (if (= n 0)
        (lam (lam body))
        (loop (- n 1) (app 1 body)))))

(define plus (lam (lam (lam (lam (app (app 3 1) (app (app 2 1) 0)))))))
(define times (lam (lam (lam (app 2 (app 1 0))))))

(define (numeral-value term)
  (let loop ((body (lam-body (lam-body term))) (n 0))
    (if (app? body) (loop (app-argument body) (+ n 1)) n)))

;; (n + n) * n * 2
(define (run-reduction n)
  (let* ((double (app (app plus (numeral n)) (numeral n)))
         (square (app (app times double) (numeral n)))
         (result (normal (app (app times square) (numeral 2)))))
    (+ (* 1000000 (numeral-value result)) reductions)))

(define (main)
  (let ((result (run-reduction size))
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
