; A field that the type does not have.
(define-record-type point
  (make-point x z)
  point?
  (x point-x)
  (y point-y))
