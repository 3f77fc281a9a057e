; A library does not export everything.
(import (only (scheme base) car cdr kar))
(car '(1))
