// Whole random programs: definitions, procedures, loops over them, and what they show.
//
// Every program has a loop of `rounds` rounds in a procedure, so that each tier runs something often;
// `tick` counts rounds, and conditions on it change types, values and definitions late. The last form
// is the program's value.

import { Random } from './random.ts'
import {
  Generator,
  type GeneratorSettings,
  type Procedure,
  type Variable,
} from './scheme-generator.ts'
import { parseTrees, type Tree } from './tree.ts'

/** Rounds of the main loops: more than make code hot; few where every allocation collects. */
export const ROUNDS = 130
export const FEW_ROUNDS = 5

const prelude = parseTrees(`
(define-record-type pt (make-pt x y) pt? (x pt-x set-pt-x!) (y pt-y set-pt-y!))
(define tick 0)
(define (wrap n) (if (< -590295810358705651712 n 590295810358705651712) n (remainder n 1000000007)))
(define (bound x) (if (< -1e15 x 1e15) x 0.75))
(define (truncated x) (exact (truncate (bound x))))
(define (clip-num x) (cond ((not (exact? x)) (bound x)) ((integer? x) (wrap x)) ((< (denominator x) 10000) x) (else 1/3)))
(define (clip-string s) (if (< (string-length s) 12) s (substring s 0 5)))
(define (clip-symbol s) (if (< (string-length (symbol->string s)) 12) s 'short))
(define (first-items l n) (if (or (= n 0) (not (pair? l))) '() (cons (car l) (first-items (cdr l) (- n 1)))))
(define (clip-list l) (if (< (length l) 9) l (first-items l 5)))
(define (clip-vector v) (if (< (vector-length v) 9) v (vector (vector-ref v 0) (vector-ref v 7))))
(define (depth-of x) (cond ((pair? x) (+ 1 (depth-of (car x)) (depth-of (cdr x)))) ((vector? x) (apply + 1 (map depth-of (vector->list x)))) ((pt? x) (+ 1 (depth-of (pt-y x)))) (else 1)))
(define (clip-any x) (if (< (depth-of x) 20) x 'big))
(define (clip-point p) (if (< (depth-of (pt-y p)) 20) p (make-pt 0 'flat)))
(define (keep f l) (cond ((null? l) '()) ((f (car l)) (cons (car l) (keep f (cdr l)))) (else (keep f (cdr l)))))
(define (maker n) (lambda (x) (set! n (wrap (+ n 1))) (wrap (- x n))))
(define (fresh-table l) (let ((t (make-hash-table))) (hash-table-set! t 1 l) (hash-table-set! t 2 (reverse l)) t))
(define (digest x)
  (cond ((number? x) (cond ((exact? x) (if (integer? x) (modulo x 999983) (modulo (+ (numerator x) (denominator x)) 999979)))
                           ((< -1e15 x 1e15) (modulo (exact (round (* x 64.))) 999961)) ((< x 0.) 11) ((> x 0.) 12) (else 13)))
        ((pair? x) (modulo (+ (* 31 (digest (car x))) (digest (cdr x)) 5) 1000003))
        ((null? x) 17) ((string? x) (digest (string->list x))) ((symbol? x) (+ 1 (digest (symbol->string x)))) ((char? x) (char->integer x))
        ((vector? x) (digest (vector->list x))) ((boolean? x) (if x 19 23)) ((pt? x) (+ (digest (pt-x x)) (digest (pt-y x)))) ((procedure? x) 29) (else 31)))
(define (generated l)
  (define return #f)
  (define resume #f)
  (define (next)
    (call/cc (lambda (k)
      (set! return k)
      (if resume (resume #f)
          (begin (for-each (lambda (x) (call/cc (lambda (again) (set! resume again) (return x)))) l) (return 'done))))))
  (let loop ((sum 0)) (let ((x (next))) (if (eq? x 'done) sum (loop (wrap (+ x sum sum)))))))
(define-syntax swap! (syntax-rules () ((_ a b) (let ((t a)) (set! a b) (set! b t)))))
(define-syntax my-if (syntax-rules () ((_ c a b) (cond (c a) (else b)))))
(define-syntax my-or (syntax-rules () ((_) #f) ((_ a) a) ((_ a b ...) (let ((t a)) (if t t (my-or b ...))))))
(define-syntax bind1 (syntax-rules () ((_ (x e) body ...) ((lambda (x) body ...) e))))
(define-syntax while-less (syntax-rules () ((_ i n body ...) (let loop ((i 0)) (if (< i n) (begin body ... (loop (+ i 1))) #f)))))
(define-syntax total (syntax-rules () ((_ x l e) (let loop ((items l) (sum 0)) (if (null? items) sum (loop (cdr items) (let ((x (car items))) (wrap (+ sum e)))))))))
(define par (make-parameter 5))
(define tab (make-hash-table))
(define noted 0)
(define (note x) (set! noted (modulo (+ (* noted 31) (digest x)) 1000003)))`)

/** How the program shows a value: exactly as it is, or so that all systems show the same. */
const showExactly = parseTrees(
  '(define (show x) (write (if (or (procedure? x) (pt? x)) (digest x) x)) (newline))',
)
const showAlike = parseTrees(
  "(define (plain x) (cond ((and (number? x) (not (exact? x))) (list 'inexact (digest x))) ((pair? x) (cons (plain (car x)) (plain (cdr x)))) ((vector? x) (map plain (vector->list x))) ((or (procedure? x) (pt? x)) (digest x)) (else x)))" +
    '(define (show x) (write (plain x)) (newline))',
)

export interface RandomProgram {
  /** Up to here the forms are the same in every program. */
  readonly preludeLength: number
  readonly forms: readonly Tree[]
}

/** Program number `index` of `seed`. */
export function makeProgram(
  seed: number,
  index: number,
  settings: GeneratorSettings,
): RandomProgram {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const writer = new ProgramWriter(new Generator(random, settings, 260 + random.below(500)))
  writer.write()
  const head = [...prelude, ...(settings.isPortable ? showAlike : showExactly)]
  return { preludeLength: head.length, forms: [...head, ...writer.forms] }
}

/** The text of the program with its main loops going `rounds` times. */
export const roundsForm = (rounds: number): Tree => ['define', 'rounds', String(rounds)]

const parameter = (name: string, type: string): Variable => ({ name, type, isAssignable: true })

class ProgramWriter {
  readonly forms: Tree[] = []
  private readonly generator: Generator
  private readonly random: Random

  constructor(generator: Generator) {
    this.generator = generator
    this.random = generator.random
  }

  write(): void {
    const { generator, random } = this
    for (let i = 2 + random.below(4); i > 0; i--) this.global()
    const share = generator.room / 2
    for (let i = 2 + random.below(4); i > 0 && generator.room > share; i--) this.procedure()
    generator.room = Math.max(generator.room, 120)
    for (let i = 1 + random.below(2); i > 0; i--) this.mainLoop()
    generator.cost = 0
    for (let i = random.below(4); i > 0; i--) {
      this.forms.push(['show', generator.expression(generator.randomType(), 3)])
    }
    const shown = generator.scope.map(({ name }) => ['digest', name])
    this.forms.push(['show', ['list', 'tick', 'noted', ...shown]], ['list', 'noted', ...shown])
  }

  private global(): void {
    const { generator } = this
    const type = generator.randomType()
    const name = generator.freshName('g')
    generator.cost = 0
    this.forms.push(['define', name, generator.expression(type, 2)])
    generator.scope = [...generator.scope, parameter(name, type)]
  }

  private body(types: readonly Variable[], result: string): Tree[] {
    const { generator } = this
    return generator.within(types, () => {
      const before = [generator.statement(3), generator.statement(2)]
      const value = generator.expression(result, 5)
      return [...before.filter((each) => each !== null), value]
    })
  }

  private procedure(): void {
    const { generator, random } = this
    const name = generator.freshName('p')
    const result = generator.randomType()
    const types = Array.from({ length: random.below(5) }, () => generator.randomType())
    const parameters = types.map((type) => parameter(generator.freshName('a'), type))
    const hasEffects = !generator.settings.isPortable || random.chance(0.5)
    generator.effects = hasEffects
    generator.cost = 1
    const names = parameters.map((each) => each.name)
    let made: Partial<Procedure> = { parameters: types, hasRest: false }
    switch (random.below(5)) {
      case 0: {
        const rest = generator.freshName('r')
        const body = this.body(
          [...parameters, { ...parameter(rest, 'ilist'), isAssignable: false }],
          result,
        )
        this.forms.push(['define', [name, ...names, '.', rest], ...body])
        made = { parameters: types, hasRest: true }
        break
      }
      case 1: {
        made = { parameters: ['nat', ...types], hasRest: false }
        this.recursive(name, parameters, result)
        break
      }
      case 2: {
        const captured = parameter(generator.freshName('c'), generator.randomType())
        const initial = generator.expression(captured.type, 2)
        const body = this.body([...parameters, captured], result)
        this.forms.push([
          'define',
          name,
          ['let', [[captured.name, initial]], ['lambda', names, ...body]],
        ])
        break
      }
      default:
        this.forms.push(['define', [name, ...names], ...this.body(parameters, result)])
    }
    const { cost } = generator
    generator.effects = true
    const { parameters: wanted = [], hasRest = false } = made
    generator.procedures.push({
      name,
      parameters: wanted,
      hasRest,
      result,
      hasEffects,
      cost: cost + 1,
    })
  }

  /** A procedure that calls itself, directly or through another, as often as its first argument says. */
  private recursive(name: string, parameters: readonly Variable[], result: string): void {
    const { generator, random } = this
    const count = generator.freshName('n')
    const inner = parameter(generator.freshName('x'), result)
    const names = parameters.map((each) => each.name)
    const other = random.chance(0.4) ? generator.freshName('q') : name
    const again: Tree = [other, ['-', count, '1'], ...names]
    const counter = { ...parameter(count, 'nat'), isAssignable: false }
    const [base] = this.body(parameters, result).slice(-1) as [Tree]
    const clip = result === 'int' ? 'wrap' : result === 'ilist' ? 'clip-list' : null
    const combine = generator.within([...parameters, counter, inner], () =>
      generator.expression(result, 3),
    )
    const step: Tree = random.chance(0.3)
      ? again
      : ['let', [[inner.name, again]], clip === null ? combine : [clip, combine]]
    this.forms.push(['define', [name, count, ...names], ['if', ['<', count, '1'], base, step]])
    if (other !== name)
      this.forms.push(['define', [other, count, ...names], [name, count, ...names]])
    generator.cost *= 10
    const deep = [
      name,
      String(random.pick([30, 300, 900])),
      ...parameters.map(({ type }) => generator.expression(type, 1)),
    ]
    if (['int', 'nat', 'bool', 'sym', 'char', 'ilist'].includes(result))
      this.forms.push(['show', deep])
  }

  private mainLoop(): void {
    const { generator, random } = this
    const [name, i, sum] = ['run', 'i', 's'].map((stem) => generator.freshName(stem)) as [
      string,
      string,
      string,
    ]
    generator.cost = 0
    const carried = parameter(
      generator.freshName('c'),
      random.pick(['int', 'flo', 'num', 'any', 'str', 'ilist']),
    )
    const initial = generator.expression(carried.type, 2)
    const round = { name: i, type: 'int', isAssignable: false }
    const clip = {
      int: 'wrap',
      flo: 'bound',
      num: 'clip-num',
      any: 'clip-any',
      str: 'clip-string',
      ilist: 'clip-list',
    }[carried.type] as string
    const parts = generator.within([round, { ...carried, isAssignable: false }], () => {
      const pick = () => this.callOrExpression()
      const statements = [generator.statement(3), generator.statement(3)].filter(
        (each) => each !== null,
      )
      return { values: [pick(), pick()], statements, next: generator.expression(carried.type, 3) }
    })
    const add = (value: Tree): Tree => [
      'set!',
      sum,
      ['modulo', ['+', ['*', sum, '31'], ['digest', value]], '1000003'],
    ]
    const loop: Tree = [
      'do',
      [
        [i, '0', ['+', i, '1']],
        [carried.name, initial, [clip, parts.next]],
      ],
      [
        ['=', i, 'rounds'],
        ['list', sum, ['digest', carried.name]],
      ],
      ['set!', 'tick', ['+', 'tick', '1']],
      ...parts.statements,
      ...parts.values.map(add),
    ]
    if (random.chance(0.2)) this.forms.push(['show', ['let', [[sum, '0']], loop]])
    else this.forms.push(['define', [name], ['let', [[sum, '0']], loop]], ['show', [name]])
  }

  private callOrExpression(): Tree {
    const { generator, random } = this
    const known = generator.procedures
    if (known.length > 0 && random.chance(0.7)) {
      const call = generator.callOf(random.pick(known), 3)
      if (call !== null) return call
    }
    return generator.expression(generator.randomType(), 4)
  }
}
