; There is no such library.
(import (scheme base) (scheme list))
(display 1)
