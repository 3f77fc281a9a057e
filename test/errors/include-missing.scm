; There is no such file.
(include "parts/nowhere.scm")
