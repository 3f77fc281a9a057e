; Port procedures as values take their optional arguments; the current port is a parameter.
(define emit write-string)
(emit "all of it\n")
(emit "not all of it\n" (current-output-port) 4)
(for-each display (list 1 #\a "b" 'c "\n"))
(define out (open-output-string))
(for-each (lambda (write) (write 'x out)) (list display write write-shared))
(display (get-output-string out)) (newline)
(define (text-of thunk)
  (let ((port (open-output-string)))
    (parameterize ((current-output-port port)) (thunk) (newline))
    (get-output-string port)))
(write (text-of (lambda () (display "to the port") (write-char #\!)))) (newline)
(write (text-of (lambda () (display (text-of (lambda () (write "nested"))))))) (newline)
(display (eq? out (parameterize ((current-output-port out)) (current-output-port)))) (newline)
(emit "x" out 0 1 2)
;=> all of it
;=> all of it
;=> 1abc
;=> xxx
;=> "to the port!\n"
;=> "\"nested\"\n\n"
;=> #t
;!> write-string takes 1 to 4 arguments, but was given 5
