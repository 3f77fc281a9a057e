;;; name: stack-machine
;;; class: interpreters
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; stack-machine: an interpreter of byte-code-like instructions for a stack machine with calls,
;; running recursive Fibonacci and a prime count. A `case` in a loop over vectors.

(import (scheme base) (scheme process-context) (scheme write))

(define size 33) ; the argument of the Fibonacci program; small 10

(define (expected n)
  (cond ((= n 10) 55025)
        ((= n 33) 3524578181)
        (else #f)))

;; Assembles instructions and labels (symbols) into a vector of numbers and opcodes.
(define (assemble source)
  (let ((labels
          (let loop ((items source) (place 0) (labels '()))
            (cond ((null? items) labels)
                  ((symbol? (car items))
                   (loop (cdr items) place (cons (cons (car items) place) labels)))
                  (else (loop (cdr items) (+ place (length (car items))) labels))))))
    (list->vector
      (apply append
             (map (lambda (item)
                    (if (symbol? item)
                        '()
                        (cons (car item)
                              (map (lambda (x) (if (symbol? x) (cdr (assq x labels)) x))
                                   (cdr item)))))
                  source)))))

(define fibonacci
  (assemble
    '((call fib) (halt)
      fib (load 0) (push 2) (less) (branch-false recur) (load 0) (return)
      recur (load 0) (push 1) (subtract) (call fib)
      (load 0) (push 2) (subtract) (call fib) (add) (return))))

;; Counts the numbers from 2 to below the argument that nothing between divides.
(define primes
  (assemble
    '((push 0) (push 2)
      next (load 2) (load 0) (less) (branch-false done)
      (push 2)
      try (load 3) (load 2) (less) (branch-false prime)
      (load 2) (load 3) (remainder) (branch-false composite)
      (load 3) (push 1) (add) (store 3) (jump try)
      prime (load 1) (push 1) (add) (store 1)
      composite (drop) (load 2) (push 1) (add) (store 2) (jump next)
      done (load 1) (halt))))

;; Frames lie on the stack: local 0 is the argument; a call leaves (place, base) beneath the frame.
(define (run code argument)
  (let ((stack (make-vector 4000 0)))
    (define (top-operation operate pc base sp)
      (vector-set! stack (- sp 2)
        (operate (vector-ref stack (- sp 2)) (vector-ref stack (- sp 1))))
      (step (+ pc 1) base (- sp 1)))
    (define (step pc base sp)
      (case (vector-ref code pc)
        ((push)
         (vector-set! stack sp (vector-ref code (+ pc 1)))
         (step (+ pc 2) base (+ sp 1)))
        ((load)
         (vector-set! stack sp (vector-ref stack (+ base (vector-ref code (+ pc 1)))))
         (step (+ pc 2) base (+ sp 1)))
        ((store)
         (vector-set! stack (+ base (vector-ref code (+ pc 1))) (vector-ref stack (- sp 1)))
         (step (+ pc 2) base (- sp 1)))
        ((add) (top-operation + pc base sp))
        ((subtract) (top-operation - pc base sp))
        ((remainder) (top-operation remainder pc base sp))
        ((less) (top-operation (lambda (a b) (if (< a b) 1 0)) pc base sp))
        ((branch-false)
         (step (if (= 0 (vector-ref stack (- sp 1))) (vector-ref code (+ pc 1)) (+ pc 2))
               base
               (- sp 1)))
        ((jump) (step (vector-ref code (+ pc 1)) base sp))
        ((drop) (step (+ pc 1) base (- sp 1)))
        ((call)
         (let ((argument (vector-ref stack (- sp 1))))
           (vector-set! stack (- sp 1) (+ pc 2))
           (vector-set! stack sp base)
           (vector-set! stack (+ sp 1) argument)
           (step (vector-ref code (+ pc 1)) (+ sp 1) (+ sp 2))))
        ((return)
         (let ((result (vector-ref stack (- sp 1)))
               (back (vector-ref stack (- base 2)))
               (caller (vector-ref stack (- base 1))))
           (vector-set! stack (- base 2) result)
           (step back caller (- base 1))))
        ((halt) (vector-ref stack (- sp 1)))
        (else (error "unknown instruction" (vector-ref code pc)))))
    (vector-set! stack 0 argument)
    (step 0 0 1)))

(define (main)
  (let ((result (+ (* 1000 (run fibonacci size)) (run primes (* size size))))
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
