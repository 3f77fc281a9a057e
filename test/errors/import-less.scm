; What is used must be imported.
(import (scheme base))
(display (+ 1 2))
