; The second argument is no string.
(define name 'joe)
(display (string-append "hello " name))
