; String ports: what is written can be read back, as characters, lines and data.
(define out (open-output-string))
(write '(a "b\n" #\c 1.5 #u8(1 255)) out)
(newline out)
(display "λ and " out)
(write-char #\x1F600 out)
(write-string "0123456789" out 3 7)
(define text (get-output-string out))
(display (string? text)) (newline)
(define in (open-input-string text))
(write (read in)) (newline)
(write (list (read-char in) (peek-char in) (read-char in))) (newline)
(write (read-line in)) (newline)
(write (list (eof-object? (read-char in)) (eof-object? (peek-char in)) (read in))) (newline)

(define lines (open-input-string "one\r\ntwo\rthree\n\nend"))
(let loop ((line (read-line lines)))
  (if (eof-object? line)
      (newline)
      (begin (write line) (loop (read-line lines)))))
(define parts (open-input-string "abcdefg"))
(write (list (read-string 3 parts) (read-string 0 parts) (read-string 10 parts) (read-string 1 parts)))
(newline)
(define data (open-input-string "1 (2 . #;no 3) #0=(x . #0#) #| c |# |a b| λ'q #!fold-case ABC"))
(let loop ((datum (read data)))
  (if (eof-object? datum)
      (newline)
      (begin (write datum) (write-char #\space) (loop (read data)))))
(write (call-with-output-string (lambda (port) (display '("x" #\y) port)))) (newline)
(write (with-output-to-string (lambda () (display "inside") (newline)))) (newline)
;=> #t
;=> (a "b\n" #\c 1.5 #u8(1 255))
;=> (#\newline #\λ #\λ)
;=> " and 😀3456"
;=> (#t #t #<eof>)
;=> "one""two""three""""end"
;=> ("abc" "" "defg" #<eof>)
;=> 1 (2 . 3) #0=(x . #0#) |a b| λ (quote q) abc 
;=> "(x y)"
;=> "inside\n"
