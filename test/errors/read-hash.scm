; No datum starts so.
(define flags '(#t #f #maybe))
