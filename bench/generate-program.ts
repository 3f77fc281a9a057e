// Makes long programs, to see how the cost of compiling grows with a program's length. No two
// procedures are alike, all are called, and every kind says how many lines one of its items takes.

export type ProgramShape = {
  name: string
  doc: string
  generate: (lines: number) => string
}

const ending = '(display "ok")\n(newline)\n'

/** A line for each number below `lines`. */
function numbered(lines: number, line: (index: number) => string): string {
  return Array.from({ length: lines }, (_, i) => `${line(i)}\n`).join('')
}

/** Repeats `item` until there are `lines` lines. */
function repeat(lines: number, item: (index: number) => readonly string[]): string {
  const made: string[] = []
  for (let index = 0; made.length < lines; index++) made.push(...item(index))
  return `${made.join('\n')}\n${ending}`
}

function procedure(i: number): string[] {
  return [
    `(define (f${i} x y)`,
    '  (let loop ((i 0) (sum y))',
    `    (cond ((< sum ${i + 5}) (if (= i 3) (cons i sum) (loop (+ i 1) (+ sum x))))`,
    `          ((= x ${i}) (lambda (z) (- z (* x y))))`,
    '          (else sum))))',
  ]
}

export const programShapes: readonly ProgramShape[] = [
  {
    name: 'procedures',
    doc: 'procedures of five lines, each followed by a call of it',
    generate: (lines) => repeat(lines, (i) => [...procedure(i), `(f${i} ${i % 7} 2)`]),
  },
  {
    name: 'uncalled',
    doc: 'the same procedures, none of them called',
    generate: (lines) => repeat(lines, procedure),
  },
  {
    name: 'globals',
    doc: 'a global a line, each made of the one before it',
    generate: (lines) =>
      repeat(lines, (i) => [i === 0 ? '(define g0 0)' : `(define g${i} (- ${i} g${i - 1}))`]),
  },
  {
    name: 'one-body',
    doc: 'one procedure with a line for each statement',
    generate: (lines) =>
      `(define (f x)\n  (let ((v (make-vector 10 x)))\n${'    (vector-set! v (remainder x 7) (+ x 1))\n'.repeat(lines)}    v))\n` +
      `(f 1)\n${ending}`,
  },
  {
    name: 'one-let',
    doc: 'one let* with a variable a line, all alive to the end',
    generate: (lines) =>
      `(define (f x)\n  (let* ((v0 x)\n${numbered(lines, (i) => `         (v${i + 1} (+ v${i} x))`)})\n` +
      `    (list${numbered(lines, (i) => ` v${i}`)})))\n(f 1)\n${ending}`,
  },
  {
    name: 'one-cond',
    doc: 'one cond with a clause a line',
    generate: (lines) =>
      `(define (f x)\n  (cond\n${numbered(lines, (i) => `    ((= x ${i}) ${i + 1})`)}    (else 0)))\n(f ${lines - 1})\n${ending}`,
  },
  {
    name: 'one-scope',
    doc: 'one body with a local procedure a line, each calling the one before it',
    generate: (lines) =>
      `(define (f x)\n  (define (p0 y) y)\n${numbered(lines, (i) => `  (define (p${i + 1} y) (if (< y ${i}) y (p${i} (- y 1))))`)}` +
      `  (p${lines} x))\n(f 1)\n${ending}`,
  },
  {
    name: 'one-loop',
    doc: 'one loop whose body has a branch a line',
    generate: (lines) =>
      `(define (f v)\n  (let loop ((i 0))\n    (if (< i 3)\n      (begin\n` +
      `${numbered(lines, (i) => `        (if (= i ${i % 5}) (vector-set! v 0 i))`)}        (loop (+ i 1))))))\n` +
      `(f (make-vector 1 0))\n${ending}`,
  },
  {
    name: 'one-data',
    doc: 'a quoted list with an element a line',
    generate: (lines) =>
      `(define data '(\n${Array.from({ length: lines }, (_, i) => `  (item-${i} ${i} "text ${i}")\n`).join('')}))\n` +
      ending,
  },
]
