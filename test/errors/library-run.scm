; What fails is in a library.
(import (scheme base) (parts stack))
(define s (make-stack))
(push! s 1)
(pop! s)
(list (pop! s))
