; The mistake is in another file.
(include "parts/broken.scm")
