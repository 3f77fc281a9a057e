;;; name: accounts
;;; class: closures
;;; imports: (scheme base) (scheme process-context) (scheme write)
;; accounts: message-passing objects as closures over variables that are assigned, with
;; inheritance by delegation. Captured and mutated locals, dispatch by case on a symbol.

(import (scheme base) (scheme process-context) (scheme write))

(define size 6000000) ; transactions; small 1000

(define (expected n)
  (cond ((= n 1000) 100100)
        ((= n 6000000) 470956100)
        (else #f)))

(define (make-account balance)
  (define (deposit! amount)
    (set! balance (+ balance amount))
    balance)
  (define (withdraw! amount)
    (if (> amount balance)
        #f
        (begin (set! balance (- balance amount)) balance)))
  (lambda (message)
    (case message
      ((deposit) deposit!)
      ((withdraw) withdraw!)
      ((balance) (lambda () balance))
      (else (error "no such message" message)))))

;; An account that also counts refused withdrawals, and leaves the rest to `inner`.
(define (make-counting-account balance)
  (let ((inner (make-account balance))
        (refused 0))
    (lambda (message)
      (case message
        ((refused) (lambda () refused))
        ((withdraw)
         (lambda (amount)
           (or ((inner 'withdraw) amount)
               (begin (set! refused (+ refused 1)) #f))))
        (else (inner message))))))

(define (send object message . arguments)
  (apply (object message) arguments))

(define (run-transactions count)
  (let ((accounts (vector (make-counting-account 100)
                          (make-counting-account 2000)
                          (make-counting-account 0))))
    (let loop ((i 0) (x 7))
      (if (= i count)
          (apply +
                 (vector->list
                   (vector-map (lambda (a) (+ (send a 'balance) (* 1000 (send a 'refused))))
                               accounts)))
          (let ((from (vector-ref accounts (modulo x 3)))
                (to (vector-ref accounts (modulo i 3)))
                (amount (modulo x 251)))
            (if (send from 'withdraw amount)
                (send to 'deposit amount))
            (loop (+ i 1) (modulo (+ (* x 1103) 12345) 65536)))))))

(define (main)
  (let ((result (run-transactions size))
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
