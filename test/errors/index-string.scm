; An index beyond the end of a string.
(display (string-ref "abc" 3))
