; There is no such escape.
(display "50\% of all")
