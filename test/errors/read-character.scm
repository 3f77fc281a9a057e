; A character without a name.
(display #\spcae)
