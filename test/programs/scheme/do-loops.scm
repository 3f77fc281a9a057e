; do: with and without steps, results and commands.
(display (do ((i 0 (+ i 1)) (items '() (cons i items))) ((= i 5) items))) (newline)
(define v (make-vector 4 0))
(do ((i 0 (+ i 1))) ((= i 4)) (vector-set! v i (* i i)))
(display v) (newline)
(display (let ((x 0)) (do ((n 3 (- n 1)) (step 2)) ((= n 0) x) (set! x (+ x step))))) (newline)
;=> (4 3 2 1 0)
;=> #(0 1 4 9)
;=> 6
