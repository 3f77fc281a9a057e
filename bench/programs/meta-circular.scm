;;; name: meta-circular
;;; class: interpreters
;;; imports: (scheme base) (scheme cxr) (scheme process-context) (scheme write)
;; meta-circular: an evaluator of a small Scheme written in Scheme, with frames as association
;; lists, running queens, a list sort and higher-order procedures inside.

(import (scheme base) (scheme cxr) (scheme process-context) (scheme write))

(define size 10) ; queens on the evaluated board; small 4

(define (expected n)
  (cond ((= n 4) 200061)
        ((= n 10) 72748151)
        (else #f)))

(define (lookup name frame)
  (let ((entry (assq name frame)))
    (if entry
        entry
        (error "unbound variable" name))))

(define (bind names values frame)
  (cond ((null? names) frame)
        ((symbol? names) (cons (cons names values) frame))
        (else (cons (cons (car names) (car values))
                    (bind (cdr names) (cdr values) frame)))))

(define (evaluate-body body frame)
  (if (null? (cdr body))
      (evaluate (car body) frame)
      (begin
        (evaluate (car body) frame)
        (evaluate-body (cdr body) frame))))

(define (evaluate-let bindings body frame)
  (evaluate-body body
                 (bind (map car bindings)
                       (map (lambda (binding) (evaluate (cadr binding) frame)) bindings)
                       frame)))

(define (evaluate-letrec bindings body frame)
  (let ((inner (bind (map car bindings) (map cadr bindings) frame)))
    (for-each (lambda (binding)
                (set-cdr! (lookup (car binding) inner) (evaluate (cadr binding) inner)))
              bindings)
    (evaluate-body body inner)))

(define (evaluate-cond clauses frame)
  (cond ((null? clauses) #f)
        ((or (eq? (caar clauses) 'else) (evaluate (caar clauses) frame))
         (evaluate-body (cdar clauses) frame))
        (else (evaluate-cond (cdr clauses) frame))))

(define (evaluate e frame)
  (cond ((symbol? e) (cdr (lookup e frame)))
        ((not (pair? e)) e)
        (else
         (case (car e)
           ((quote) (cadr e))
           ((if) (if (evaluate (cadr e) frame)
                     (evaluate (caddr e) frame)
                     (evaluate (cadddr e) frame)))
           ((lambda)
            (let ((names (cadr e)) (body (cddr e)))
              (lambda arguments (evaluate-body body (bind names arguments frame)))))
           ((let) (evaluate-let (cadr e) (cddr e) frame))
           ((letrec) (evaluate-letrec (cadr e) (cddr e) frame))
           ((cond) (evaluate-cond (cdr e) frame))
           ((and) (and (evaluate (cadr e) frame) (evaluate (caddr e) frame)))
           ((or) (or (evaluate (cadr e) frame) (evaluate (caddr e) frame)))
           ((set!) (set-cdr! (lookup (cadr e) frame) (evaluate (caddr e) frame)))
           (else
            (apply (evaluate (car e) frame)
                   (map (lambda (argument) (evaluate argument frame)) (cdr e))))))))

(define primitives
  (list (cons '+ +) (cons '- -) (cons '* *) (cons '= =) (cons '< <)
        (cons 'car car) (cons 'cdr cdr) (cons 'cons cons) (cons 'null? null?) (cons 'not not)))

(define program
  '(letrec
     ((count 0)
      (up-to (lambda (n) (if (= n 0) '() (cons n (up-to (- n 1))))))
      (fold (lambda (f start items)
              (if (null? items) start (fold f (f start (car items)) (cdr items)))))
      (all? (lambda (ok? items)
              (or (null? items) (and (ok? (car items)) (all? ok? (cdr items))))))
      (safe? (lambda (row placed distance)
               (cond ((null? placed) #t)
                     ((= row (car placed)) #f)
                     ((= row (+ (car placed) distance)) #f)
                     ((= row (- (car placed) distance)) #f)
                     (else (safe? row (cdr placed) (+ distance 1))))))
      (queens (lambda (left size placed)
                (if (= left 0)
                    1
                    (fold (lambda (sum row)
                            (set! count (+ count 1))
                            (if (safe? row placed 1)
                                (+ sum (queens (- left 1) size (cons row placed)))
                                sum))
                          0
                          (up-to size)))))
      (insert (lambda (item items)
                (if (or (null? items) (< item (car items)))
                    (cons item items)
                    (cons (car items) (insert item (cdr items))))))
      (sort (lambda (items) (fold (lambda (sorted item) (insert item sorted)) '() items))))
     (lambda (size)
       (let ((solutions (queens size size '()))
             (sorted (sort (up-to (* size size)))))
         (+ (* 100000 solutions)
            (+ count (if (all? (lambda (n) (< 0 n)) sorted) (car sorted) 0)))))))

(define (main)
  (let ((result ((evaluate program primitives) size))
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
