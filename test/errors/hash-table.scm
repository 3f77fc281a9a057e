; A key that the table does not have.
(define ages (make-equal-hash-table))
(hash-table-set! ages "ann" 31)
(display (hash-table-ref ages "bob"))
