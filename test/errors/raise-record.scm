; A record is raised.
(define-record-type problem (make-problem code text) problem? (code problem-code) (text problem-text))
(define (check n) (if (> n 3) (raise (make-problem n "too large")) n))
(map check '(1 2 3 4))
