; A keyword has no value.
(map if '(1 2))
