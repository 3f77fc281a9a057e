; Division by zero, three calls deep.
(define (average items) (/ (apply + items) (length items)))
(define (report name items)
  (list name (average items)))
(report 'nothing '())
