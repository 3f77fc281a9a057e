// The printer and `equal?`: names, labels, size and depth.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm } from '../../../../src/lang/scheme/index.ts'
import {
  type PrintMode,
  printBriefly,
  printValue,
} from '../../../../src/lang/scheme/library/print-value.ts'

const vm = createVm()
const { machine } = vm
const print = (mode: PrintMode) => printValue(machine.heap, machine.resultSlot, mode)

const shown: [string, string][] = [
  [
    "(list car (lambda (x) x) 'a '|b c| '|| \"x\\n\")",
    '(#<procedure car> #<procedure> a |b c| || "x\\n")',
  ],
  ['(define (fib n) n) fib', '#<procedure fib>'],
  [
    '(list #u8() #u8(1 2) (vector) (if #f #f) (eof-object))',
    '(#u8() #u8(1 2) #() #<unspecified> #<eof>)',
  ],
  ['(list (current-output-port) (make-parameter 1))', '(#<port> #<procedure>)'],
  [
    '(list 1/2 -7/3 123456789012345678901234567890 -0.0)',
    '(1/2 -7/3 123456789012345678901234567890 -0.0)',
  ],
  [
    '(define-record-type point (make-point x y) point? (x px) (y py)) (make-point 1 "a")',
    '#<point x: 1 y: "a">',
  ],
  ['(define-record-type <empty> (make-empty) empty?) (list (make-empty))', '(#<empty>)'],
  ["'(quote a)", '(quote a)'],
]
for (const [text, expected] of shown)
  test(`writes ${text}`, () => assert.equal(vm.run(text), expected))

test('a record that contains itself gets a label', () => {
  vm.run('(define-record-type node (make-node next) node? (next node-next set-node-next!))')
  vm.run('(define n (make-node 1))')
  assert.equal(vm.run('(set-node-next! n (list n)) n'), '#0=#<node next: (#0#)>')
})

test('labels only for cycles, unless sharing is asked for', () => {
  vm.run("(define s (list 1)) (define v (vector s s 'x)) (vector-set! v 2 v)")
  vm.run('v')
  assert.equal(print('write'), '#0=#((1) (1) #0#)')
  assert.equal(print('display'), '#0=#((1) (1) #0#)')
  assert.equal(print('write-shared'), '#0=#(#1=(1) #1# #0#)')
  vm.run('(list s s s)')
  assert.equal(print('write-simple'), '((1) (1) (1))')
})

test('a large cycle is found too', () => {
  vm.run('(define big (make-vector 5000 0)) (vector-set! big 4999 big)')
  vm.run('big')
  assert.equal(print('write'), `#0=#(${'0 '.repeat(4999)}#0#)`)
})

test('a million elements, and 200,000 levels', () => {
  const build = (count: number, item: string) => {
    vm.run(`(define l (let loop ((i 0) (l '())) (if (= i ${count}) l (loop (+ i 1) ${item}))))`)
    return machine.globals.slot(machine.globals.intern('l').index)
  }
  const million = build(1_000_000, '(cons 7 l)')
  assert.equal(printValue(machine.heap, million, 'write').length, 2_000_001)
  const nested = printValue(machine.heap, build(200_000, '(list l)'), 'write')
  assert.equal(nested, `${'('.repeat(200_001)}${')'.repeat(200_001)}`)
  const vectors = printValue(machine.heap, build(200_000, '(vector l)'), 'write-shared')
  assert.equal(vectors.length, 600_002)
})

test('in messages long values are cut off, and cyclic ones are short', () => {
  const brief = () => printBriefly(machine.heap, machine.resultSlot)
  vm.run('(make-vector 1000 5)')
  assert.equal(brief(), `${`#(${'5 '.repeat(200)}`.slice(0, 200)}...`)
  vm.run('(define c (list 1 2)) (set-cdr! (cdr c) c) 0')
  vm.run('c')
  assert.equal(brief(), '#0=(1 2 . #0#)')
})

test('equal? by contents, whatever the size and shape', () => {
  const yes = [
    '(equal? "aλ" "aλ")',
    '(equal? #u8(1 2 3) #u8(1 2 3))',
    '(equal? \'(1 #(2 (3 . 4)) "x") \'(1 #(2 (3 . 4)) "x"))',
    '(equal? 123456789012345678901234567890 123456789012345678901234567890)',
    '(equal? 1/3 (/ 2 6))',
    '(eqv? 1e300 1e300)',
    '(eqv? (* 1.0 0) 0.0)',
    '(let ((a (list 1 2)) (b (list 1 2))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b))',
    '(let ((a (list 1 2)) (b (list 1 2 1 2))) (set-cdr! (cdr a) a) (set-cdr! (cdr (cddr b)) b) (equal? a b))',
  ]
  const no = [
    '(equal? "ab" "ac")',
    '(equal? "a" \'a)',
    '(equal? #u8(1 2) #u8(1 3))',
    '(equal? #u8(1) #u8(1 2))',
    '(equal? 2 2.0)',
    '(eqv? 0.0 -0.0)',
    '(eqv? "" "x")',
    "(equal? '(1 2) '(1 2 3))",
    "(equal? '#(1) '(1))",
  ]
  for (const text of yes) assert.equal(vm.run(text), '#t', text)
  for (const text of no) assert.equal(vm.run(text), '#f', text)
})

test('equal? of what is shared a million times over', () => {
  vm.run('(define (tower n) (let loop ((i 0) (x 1)) (if (= i n) x (loop (+ i 1) (cons x x)))))')
  assert.equal(vm.run('(equal? (tower 60) (tower 60))'), '#t')
})
