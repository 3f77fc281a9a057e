; There is no such file.
(define (load-words name)
  (call-with-input-file name read))
(load-words "parts/no-words.txt")
