// The library's `eval`, `load` and environments, and what the system says of itself.

import { features } from '../features.table.ts'

export const evaluationText = `
(define (%environment-number who environment)
  (if (%record? environment %environment-type)
      (%record-ref environment %environment-type 0)
      (%type-error who "an environment" environment)))

(define (%eval-in expression number) (%eval expression number))
(define (eval expression . environment)
  (%eval expression (if (pair? environment) (%environment-number 'eval (car environment)) 0)))
(define (load name . environment)
  (if (not (string? name)) (%type-error 'load "a string" name))
  (%load name (if (pair? environment) (%environment-number 'load (car environment)) 0)))
(define (environment . imports)
  (let ((number (%make-environment)))
    (%eval-in (cons 'import imports) number)
    (%record %environment-type number)))
(define (interaction-environment) (%record %environment-type 0))
(define (scheme-report-environment version) (environment '(scheme r5rs)))
(define (null-environment version) (environment '(scheme r5rs)))
(define (features) '(${features.join(' ')}))
`
