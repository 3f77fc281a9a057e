; A string without an end.
(display "hello)
(newline)
