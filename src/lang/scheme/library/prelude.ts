// The prelude: what of the library is Scheme, and the primitives as first-class procedures.
//
// Each entry is compiled as a unit of its own whose body is one procedure. Inside, names of primitives
// always mean the primitives, and no entry calls another, so a program may redefine anything.
// The VM links an entry only when a program mentions its name.

import { createSource } from '../../../base/index.ts'
import type { CodeTemplate, OpSet } from '../../../ops/index.ts'
import { lower } from '../compile.ts'
import type { Core, Lambda } from '../core/core.ts'
import { type PrimitiveName, primitives } from '../core/primitives.table.ts'
import { parse } from '../expand/parse.ts'
import { generate } from '../generate/generate.ts'
import { read } from '../read/read.ts'

/** A global variable that exists before the program, and the procedure it holds. */
export interface GlobalProcedure {
  readonly name: string
  /** A procedure that captures nothing; compiled when it is asked for. */
  readonly template: CodeTemplate
}

/** Procedures with any number of arguments, and those that no op does alone. */
const definitions = `
(define (+ . numbers)
  (let loop ((sum 0) (rest numbers))
    (if (null? rest) sum (loop (+ sum (car rest)) (cdr rest)))))
(define (* . numbers)
  (let loop ((product 1) (rest numbers))
    (if (null? rest) product (loop (* product (car rest)) (cdr rest)))))
(define (- first . numbers)
  (if (null? numbers)
      (- first)
      (let loop ((difference first) (rest numbers))
        (if (null? rest) difference (loop (- difference (car rest)) (cdr rest))))))
(define (/ first . numbers)
  (if (null? numbers)
      (/ first)
      (let loop ((quotient first) (rest numbers))
        (if (null? rest) quotient (loop (/ quotient (car rest)) (cdr rest))))))
(define (list . items) items)
(define (vector . items)
  (let count ((length 0) (rest items))
    (if (pair? rest)
        (count (+ length 1) (cdr rest))
        (let ((result (make-vector length 0)))
          (let fill ((i 0) (rest items))
            (if (null? rest)
                result
                (begin
                  (vector-set! result i (car rest))
                  (fill (+ i 1) (cdr rest)))))))))
(define (make-vector length . fill)
  (make-vector length (if (pair? fill) (car fill) #f)))
(define (error message . irritants)
  (cond ((null? irritants) (error message))
        ((null? (cdr irritants)) (error message (car irritants)))
        ((null? (cddr irritants)) (error message (car irritants) (cadr irritants)))
        (else (error message (car irritants) (cadr irritants) (caddr irritants)))))
(define (positive? x) (< 0 x))
(define (number? x) (or (fixnum? x) (flonum? x)))
(define (boolean? x) (or (eq? x #t) (eq? x #f)))
(define (even? n) (= (remainder n 2) 0))
(define (odd? n) (not (= (remainder n 2) 0)))
(define (abs x) (if (< x 0) (- x) x))
(define (min a b)
  (let ((least (if (< b a) b a))) (if (or (flonum? a) (flonum? b)) (inexact least) least)))
(define (max a b)
  (let ((most (if (< a b) b a))) (if (or (flonum? a) (flonum? b)) (inexact most) most)))
(define (char=? a b) (= (char->integer a) (char->integer b)))
(define (char<? a b) (< (char->integer a) (char->integer b)))
(define (char>? a b) (> (char->integer a) (char->integer b)))
(define (char<=? a b) (<= (char->integer a) (char->integer b)))
(define (char>=? a b) (>= (char->integer a) (char->integer b)))
(define (list? items)
  (let loop ((slow items) (fast items))
    (cond ((null? fast) #t)
          ((not (pair? fast)) #f)
          ((null? (cdr fast)) #t)
          ((not (pair? (cdr fast))) #f)
          ((eq? (cdr slow) (cddr fast)) (null? (cddr fast)))
          (else (loop (cdr slow) (cddr fast))))))
(define (length items)
  (let loop ((count 0) (rest items))
    (if (null? rest) count (loop (+ count 1) (cdr rest)))))
(define (reverse items)
  (let loop ((result '()) (rest items))
    (if (null? rest) result (loop (cons (car rest) result) (cdr rest)))))
(define (append front back)
  (let copy ((rest front))
    (if (null? rest) back (cons (car rest) (copy (cdr rest))))))
(define (list-tail items k)
  (let loop ((rest items) (k k))
    (if (= k 0) rest (loop (cdr rest) (- k 1)))))
(define (list-ref items k)
  (let loop ((rest items) (k k))
    (if (= k 0) (car rest) (loop (cdr rest) (- k 1)))))
(define (memq x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((eq? x (car rest)) rest) (else (loop (cdr rest))))))
(define (memv x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((eqv? x (car rest)) rest) (else (loop (cdr rest))))))
(define (member x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((equal? x (car rest)) rest) (else (loop (cdr rest))))))
(define (assq x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((eq? x (caar rest)) (car rest)) (else (loop (cdr rest))))))
(define (assv x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((eqv? x (caar rest)) (car rest)) (else (loop (cdr rest))))))
(define (assoc x items)
  (let loop ((rest items))
    (cond ((null? rest) #f) ((equal? x (caar rest)) (car rest)) (else (loop (cdr rest))))))
(define (map f items)
  (let loop ((rest items))
    (if (null? rest)
        '()
        (let ((value (f (car rest)))) (cons value (loop (cdr rest)))))))
(define (for-each f items)
  (let loop ((rest items))
    (if (pair? rest)
        (begin (f (car rest)) (loop (cdr rest))))))
(define (vector-fill! v x)
  (do ((i 0 (+ i 1))) ((= i (vector-length v))) (vector-set! v i x)))
(define (list->vector items)
  (let count ((length 0) (rest items))
    (if (pair? rest)
        (count (+ length 1) (cdr rest))
        (let ((result (make-vector length 0)))
          (do ((i 0 (+ i 1)) (rest items (cdr rest)))
              ((null? rest) result)
            (vector-set! result i (car rest)))))))
(define (vector->list v)
  (let loop ((i (- (vector-length v) 1)) (items '()))
    (if (< i 0) items (loop (- i 1) (cons (vector-ref v i) items)))))
`

const PARAMETERS = ['a', 'b', 'c', 'd']

/** The text of a primitive's definition as a procedure, which calls it in line. */
function primitiveDefinition(name: PrimitiveName): string {
  const { least, most } = primitives[name]
  const comparison = most === Number.POSITIVE_INFINITY
  const parameters = PARAMETERS.slice(0, comparison ? least : most).join(' ')
  if (!comparison) return `(define (${name} ${parameters}) (${name} ${parameters}))`
  return `(define (${name} a b . more)
    (let loop ((a a) (b b) (rest more))
      (cond ((null? rest) (${name} a b))
            ((${name} a b) (loop b (car rest) (cdr rest)))
            (else #f))))`
}

/** Every global procedure of the language. */
export function schemeGlobals(ops: OpSet): GlobalProcedure[] {
  const written = new Map(
    definitions
      .trim()
      .split(/\n(?=\(define )/)
      .map((text) => [definedName(text), text]),
  )
  const texts = new Map(written)
  for (const name of Object.keys(primitives) as PrimitiveName[]) {
    if (!written.has(name)) texts.set(name, primitiveDefinition(name))
  }
  return [...texts].map(([name, text]) => ({
    name,
    get template() {
      return compileDefinition(name, text, ops)
    },
  }))
}

/** The name in `(define (name ...` or `(define name ...`. */
const definedName = (text: string): string => /^\(define \(?([^\s()]+)/.exec(text)?.[1] ?? ''

function compileDefinition(name: string, text: string, ops: OpSet): CodeTemplate {
  const source = createSource(`prelude ${name}`, text)
  const [form] = lower(parse(source, read(source)), new Set())
  const definition = form as Core & { readonly kind: 'global-define' }
  return generate(source, ops, definition.value as Lambda)
}
