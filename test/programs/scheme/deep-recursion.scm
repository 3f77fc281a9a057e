; Recursion as deep as a list is long.
(define (count-to n) (let loop ((i 1)) (if (> i n) '() (cons i (loop (+ i 1))))))
(define (sum items) (if (null? items) 0 (+ (car items) (sum (cdr items)))))
(display (sum (count-to 10000))) (newline)
;=> 50005000
