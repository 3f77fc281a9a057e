; Assigning a global variable that nobody defined.
(set! undefined-thing 1)
;!> variable undefined-thing is not defined
