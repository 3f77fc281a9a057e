; A variable without a value.
(let ((x 1)
      (y))
  (+ x y))
