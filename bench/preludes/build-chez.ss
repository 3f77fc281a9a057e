;; `scheme --script build-chez.ss PROGRAM OUT`: compiles an adapted program as one closed program, as
;; its author would: safe (optimise-level 2), with whole-program optimisation. Names that the
;; program defines itself are left out of the import of Chez's own library.

(define (read-all file)
  (call-with-input-file file
    (lambda (port)
      (let loop ((forms '()))
        (let ((form (read port)))
          (if (eof-object? form) (reverse forms) (loop (cons form forms))))))))

(define (import? form) (and (pair? form) (eq? (car form) 'import)))

;; The names a top-level form defines, as far as its text tells.
(define (defined form)
  (if (not (pair? form))
      '()
      (case (car form)
        ((begin) (apply append (map defined (cdr form))))
        ((define define-syntax)
         (let loop ((head (cadr form)))
           (if (pair? head) (loop (car head)) (list head))))
        ((define-values)
         (let loop ((names (cadr form)))
           (cond ((pair? names) (cons (car names) (loop (cdr names))))
                 ((null? names) '())
                 (else (list names)))))
        ((define-record-type)
         (filter symbol?
           (apply append (map (lambda (part) (if (pair? part) part (list part))) (cdr form)))))
        (else '()))))

(let* ((arguments (command-line-arguments))
       (forms (read-all (car arguments)))
       (out (cadr arguments))
       (text (string-append out ".ss"))
       (exports (library-exports '(chezscheme)))
       (shadowed (filter (lambda (name) (memq name exports)) (apply append (map defined forms))))
       (imports (apply append (map cdr (filter import? forms)))))
  (call-with-output-file text
    (lambda (port)
      (for-each
        (lambda (form) (write form port) (newline port))
        (cons `(import (except (chezscheme) ,@shadowed) ,@imports) (remp import? forms))))
    'replace)
  (generate-wpo-files #t)
  (optimize-level 2)
  (enable-cross-library-optimization #t)
  (compile-program text (string-append out ".so"))
  (compile-whole-program (string-append out ".wpo") out))
