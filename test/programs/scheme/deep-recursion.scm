; Recursion as deep as a list is long.
(define (count-to n) (let loop ((i 1)) (if (> i n) '() (cons i (loop (+ i 1))))))
(define (sum items) (if (null? items) 0 (+ (car items) (sum (cdr items)))))
(display (sum (count-to 2500))) (newline)
;=> 3126250
