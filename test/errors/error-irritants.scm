; An error of the program's own.
(define (withdraw balance amount)
  (if (> amount balance)
      (error "insufficient funds:" amount "of" (list balance))
      (- balance amount)))
(withdraw 10 50)
