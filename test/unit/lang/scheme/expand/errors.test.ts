// What the expander refuses, and what it says.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, expandText } from './expanding.ts'

const rules = (body: string, use: string) => `(define-syntax m (syntax-rules () ${body}))\n${use}`

const wrong: readonly [string, string][] = [
  [rules('((_ a) a)', '(m)'), 't:2:1: no rule of m matches this use (it is defined at t:1:16)'],
  [rules('((_ a) (let ((a 1)) a))', '(m 5)'), 't:2:4: expected a name'],
  [
    rules('((_ a) (if))', '(m 5)'),
    't:2:1: expected (if test consequent alternate), in what the macro m (t:1:16) made',
  ],
  [rules('((_ a ...) (a))', '1'), 't:1:47: too few ellipses after a'],
  [rules('((_ a) (a ...))', '1'), 't:1:43: nothing in this template can be repeated'],
  [rules('((_ a a) 1)', '1'), 't:1:41: a stands twice in this pattern'],
  [rules('((_ a ... b ...) 1)', '1'), 't:1:47: a list in a pattern has only one ellipsis'],
  [
    rules('((_ (a ...) (b ...)) ((a b) ...))', '(m (1 2) (3))'),
    't:2:1: sequences of different length are repeated together (it is defined at t:1:16)',
  ],
  [rules('((_) (... 1 2))', '1'), 't:1:40: expected (... template)'],
  [
    rules('((_ x) (m (x)))', '(m 1)'),
    't:2:1: the expansion of macros does not come to an end, in what the macro m (t:1:16) made',
  ],
  [
    rules('((_ x ...) (m x ... x ...))', '(m 1)'),
    't:2:1: the expansion of macros does not come to an end, in what the macro m (t:1:16) made',
  ],
  [rules('((_) 1)', 'm'), 't:2:1: m is a macro, not a variable'],
  [rules('((_) 1)', '(set! m 2)'), 't:2:7: m is a macro, not a variable'],
  ['(define-syntax m 5)', 't:1:18: expected (syntax-rules …)'],
  ['(define-syntax m (er-macro-transformer f))', 't:1:18: expected (syntax-rules …)'],
  ['(define-syntax m (syntax-rules (5)))', 't:1:33: expected a literal name'],
  ['(syntax-error "no" (a b) 3)', 't:1:1: no (a b) 3'],
  [
    rules('((_ x) (syntax-error "bad use:" x))', '(list (m 7))'),
    't:2:7: bad use: 7, in what the macro m (t:1:16) made',
  ],
  ['(let-syntax ((a (syntax-rules ())) (a (syntax-rules ()))) 1)', 't:1:37: a is bound twice'],
  ['(lambda () (define a 1) (define a 2) a)', 't:1:33: a is bound twice'],
  ['(lambda () (define a 1) a (define a 2) a)', 't:1:35: a is bound twice'],
  ['(lambda () (import (scheme base)) 1)', 't:1:12: import is only allowed at top level'],
  ['(let-values (((a a) (f))) 1)', 't:1:18: a is bound twice'],
  ['(let-values (((a) (f)) ((a) (g))) 1)', 't:1:26: a is bound twice'],
  ['(define-record-type p (make z) p? (x x))', 't:1:29: z is no field of this record type'],
  ['(define-record-type p (make x x) p? (x x))', 't:1:31: x is bound twice'],
  ['(guard (e) )', 't:1:1: expected (guard (name clause …) body …)'],
  ['(parameterize ((p)) 1)', 't:1:16: expected (parameter value)'],
  ['(case-lambda ((a)))', 't:1:14: expected a clause ((name …) body …)'],
  ['(include "none.scm")', 't:1:10: there is no file none.scm'],
  [
    '(cond-expand ((bar x) 1))',
    't:1:15: expected a feature, or a requirement with and, or, not, library',
  ],
  ['(else)', 't:1:1: else outside cond or case'],
  ['(list ...)', 't:1:7: ... is a keyword, not a variable'],
  ['(import (no such lib))', 't:1:9: there is no library (no such lib)'],
  ['(import (only (scheme base) car foo))', 't:1:33: foo is not among the imported names'],
  [
    '(import (scheme base) (rename (only (scheme base) cdr) (cdr car)))',
    't:1:23: car is imported with two meanings',
  ],
  ['(import (scheme base)) (set! car 1)', 't:1:30: car is imported and cannot be assigned'],
  [
    '(define-library (a) (export x))',
    't:1:29: x is exported but neither defined nor imported by (a)',
  ],
  [
    '(define-library (a) (export))\n(define-library (b) (import (c)))',
    't:2:29: there is no library (c)',
  ],
  [
    '(define-library (a) (import (b))) (define-library (b) (import (a))) (import (a))',
    't:1:63: the library (a) imports itself in the end',
  ],
  [
    '(define-library (a) (foo))',
    't:1:21: expected a declaration: export, import, begin, include, cond-expand',
  ],
]
for (const [text, message] of wrong) {
  test(`refuses ${text}`, () => assert.throws(() => expandText(text), { message }))
}

test('macro bombs are errors', () => {
  assert.throws(() => expandText(rules('((_ x) (+ (m x) (m x)))', '(m 1)')), /come to an end/)
  assert.throws(() => expandText(rules('((_ x) (begin (m x) (m x)))', '(m 1)')), /come to an end/)
})

test('a failed unit leaves no trace', () => {
  const world = createWorld()
  assert.throws(() => world.expand('(define car 1) (if)'))
  assert.equal(world.expand('(car x)'), '(car x)')
})
