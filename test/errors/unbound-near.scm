; A mistyped name.
(define (describe text)
  (if (= (string-lenght text) 0) "empty" text))
(describe "abc")
