; A named let without bindings.
(let loop
  (display "again")
  (loop))
