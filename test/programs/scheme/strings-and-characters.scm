; Strings and characters as literals: display shows them, write shows how to read them.
(display "a\tb\x41;λ") (newline)
(write "a\t\"b\"\\\n") (newline)
(write (list #\a #\space #\newline #\x41 #\λ #\( #\nul)) (newline)
(display (list #\a #\space "s")) (newline)
(display (list (char->integer #\A) (integer->char 955) (char<? #\a #\b) (char=? #\a #\b))) (newline)
;=> a	bAλ
;=> "a\t\"b\"\\\n"
;=> (#\a #\space #\newline #\A #\λ #\( #\null)
;=> (a   s)
;=> (65 λ #t #f)
