;;; name: calculator
;;; class: parsers
;;; imports: (scheme base) (scheme char) (scheme process-context) (scheme write)
;; calculator: parses arithmetic expressions with precedence, parentheses, unary minus and powers
;; from strings, and evaluates them modulo a prime while it parses.

(import (scheme base) (scheme char) (scheme process-context) (scheme write))

(define size 150000) ; expressions; small 150

(define (expected n)
  (cond ((= n 150) 936550)
        ((= n 150000) 986850)
        (else #f)))

(define modulus 1000003)

;; The text that is being read, and the place of the next character.
(define text "")
(define place 0)

(define (next-char)
  (if (< place (string-length text))
      (string-ref text place)
      #\$))

(define (advance!)
  (set! place (+ place 1)))

(define (skip-space!)
  (if (char=? (next-char) #\space)
      (begin (advance!) (skip-space!))))

(define (accept! c)
  (skip-space!)
  (and (char=? (next-char) c)
       (begin (advance!) #t)))

(define (parse-sum)
  (let loop ((value (parse-product)))
    (cond ((accept! #\+) (loop (modulo (+ value (parse-product)) modulus)))
          ((accept! #\-) (loop (modulo (- value (parse-product)) modulus)))
          (else value))))

(define (parse-product)
  (let loop ((value (parse-power)))
    (cond ((accept! #\*) (loop (modulo (* value (parse-power)) modulus)))
          ((accept! #\%)
           (let ((divisor (parse-power)))
             (loop (if (= divisor 0) 0 (modulo value divisor)))))
          (else value))))

(define (power base exponent)
  (cond ((= exponent 0) 1)
        ((even? exponent) (power (modulo (* base base) modulus) (quotient exponent 2)))
        (else (modulo (* base (power base (- exponent 1))) modulus))))

;; Powers group to the right.
(define (parse-power)
  (let ((base (parse-atom)))
    (if (accept! #\^)
        (power base (parse-power))
        base)))

(define (parse-atom)
  (cond ((accept! #\()
         (let ((value (parse-sum)))
           (if (accept! #\)) value (error "expected )" place))))
        ((accept! #\-) (modulo (- (parse-atom)) modulus))
        ((char-numeric? (next-char)) (parse-number 0))
        (else (error "unexpected character" (next-char)))))

(define (parse-number value)
  (if (char-numeric? (next-char))
      (let ((digit (digit-value (next-char))))
        (advance!)
        (parse-number (+ (* 10 value) digit)))
      value))

(define (evaluate expression)
  (set! text expression)
  (set! place 0)
  (let ((value (parse-sum)))
    (skip-space!)
    (if (= place (string-length text)) value (error "text left over" place))))

(define (make-expression i)
  (let ((a (number->string i)) (b (number->string (modulo (* i 7) 31))))
    (string-append "(" a " + " b ") * -" b "^2 - (3*(" a " % 100) - ((2^3^2)))"
                   " + " a "*(" b "+(" b " - 1)*" a ")")))

(define (sum-of-values count)
  (let loop ((i 0) (sum 0))
    (if (= i count)
        sum
        (loop (+ i 1) (modulo (+ (* 31 sum) (evaluate (make-expression i))) modulus)))))

(define (main)
  (let ((result (sum-of-values size))
        (wanted (expected size)))
    (cond ((equal? result wanted)
           (display "ok ")
           (write result)
           (newline))
          (else
           (display "wrong ")
           (write result)
           (display " expected ")
           (write wanted)
           (newline)
           (exit 1)))))

(main)
