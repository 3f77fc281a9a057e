// Programs that want more registers than there are: many live doubles and integers, rotations
// (parallel moves with cycles), wide frames, calls in between.

import { flonumText, numbers, sum, times } from './numbers.ts'
import { program, type StressProgram } from './program.ts'

const sumText = (count: number) => `(+ ${times(count, (i) => `v${i}`)})`

/** A loop over `count` variables that start as `start` and are replaced by `step`. */
function rotation(
  name: string,
  count: number,
  start: (i: number) => string,
  step: (i: number) => string,
  expected: (n: number) => string | number,
): StressProgram {
  return program(
    name,
    [6, 500],
    (n) => `
(define (half x) (* x 0.5))
(define (same x) x)
(define (run n)
  (let loop ((i 0) ${times(count, (i) => `(v${i} ${start(i)})`)})
    (if (= i n)
        ${sumText(count)}
        (loop (+ i 1) ${times(count, step)}))))
(run ${n})`,
    expected,
  )
}

function rotate(
  values: number[],
  n: number,
  step: (values: number[], i: number) => number,
): number {
  let now = values
  for (let round = 0; round < n; round++) now = now.map((_, i) => step(now, i))
  return sum(now)
}

const next = (count: number) => (i: number) => `v${(i + 1) % count}`
const at = (values: readonly number[], i: number) => values[i % values.length] as number

const rotations: StressProgram[] = [5, 14, 16, 22, 40].flatMap((count) => [
  rotation(`rotate ${count} integers`, count, String, next(count), (n) =>
    rotate(
      numbers(count, (i) => i),
      n,
      (v, i) => at(v, i + 1),
    ),
  ),
  rotation(
    `rotate ${count} doubles`,
    count,
    (i) => `${i}.5`,
    next(count),
    (n) =>
      flonumText(
        rotate(
          numbers(count, (i) => i + 0.5),
          n,
          (v, i) => at(v, i + 1),
        ),
      ),
  ),
  rotation(
    `rotate and add ${count} doubles`,
    count,
    (i) => `${i}.5`,
    (i) => `(* 0.5 (+ v${i} v${(i + 1) % count}))`,
    (n) =>
      flonumText(
        rotate(
          numbers(count, (i) => i + 0.5),
          n,
          (v, i) => 0.5 * (at(v, i) + at(v, i + 1)),
        ),
      ),
  ),
  rotation(
    `rotate integers and doubles of ${count}`,
    count,
    (i) => (i % 3 === 0 ? `${i}.25` : String(i)),
    next(count),
    (n) =>
      flonumText(
        rotate(
          numbers(count, (i) => (i % 3 === 0 ? i + 0.25 : i)),
          n,
          (v, i) => at(v, i + 1),
        ),
      ),
  ),
  rotation(
    `doubles of ${count} across calls`,
    count,
    (i) => `${i}.5`,
    (i) => (i === 0 ? '(half v1)' : i === 2 ? '(same v0)' : `v${(i + 1) % count}`),
    (n) =>
      flonumText(
        rotate(
          numbers(count, (i) => i + 0.5),
          n,
          (v, i) => (i === 0 ? at(v, 1) * 0.5 : i === 2 ? at(v, 0) : at(v, i + 1)),
        ),
      ),
  ),
  rotation(
    `integers of ${count} across calls`,
    count,
    String,
    (i) => (i === 1 ? '(same v2)' : i === 3 ? '(+ 1 (same v0))' : `v${(i + 1) % count}`),
    (n) =>
      rotate(
        numbers(count, (i) => i),
        n,
        (v, i) => (i === 1 ? at(v, 2) : i === 3 ? 1 + at(v, 0) : at(v, i + 1)),
      ),
  ),
  rotation(
    `reversal of ${count}`,
    count,
    (i) => (i % 2 === 0 ? `${i}.5` : String(i)),
    (i) => `v${count - 1 - i}`,
    () => flonumText(sum(numbers(count, (i) => (i % 2 === 0 ? i + 0.5 : i)))),
  ),
])

const swaps: StressProgram[] = [
  program(
    'swap two integers',
    [20, 2001],
    (
      n,
    ) => `(define (run n) (let loop ((i 0) (a 1) (b 2)) (if (= i n) (cons a b) (loop (+ i 1) b a))))
(run ${n})`,
    (n) => (n % 2 === 0 ? '(1 . 2)' : '(2 . 1)'),
  ),
  program(
    'swap a double and an integer',
    [21, 2001],
    (
      n,
    ) => `(define (run n) (let loop ((i 0) (a 1.5) (b 2)) (if (= i n) (cons a b) (loop (+ i 1) b a))))
(run ${n})`,
    (n) => (n % 2 === 0 ? '(1.5 . 2)' : '(2 . 1.5)'),
  ),
  program(
    'swap two doubles and compute',
    [20, 2000],
    (n) => `(define (run n)
  (let loop ((i 0) (a 1.5) (b 0.25) (c 3.)) (if (= i n) (list a b c) (loop (+ i 1) (* b 1.) (+ c 0.) (- a 0.)))))
(run ${n})`,
    (n) => {
      let [a, b, c] = [1.5, 0.25, 3]
      for (let i = 0; i < n; i++) [a, b, c] = [b, c, a]
      return `(${flonumText(a)} ${flonumText(b)} ${flonumText(c)})`
    },
  ),
  program(
    'two cycles at once',
    [20, 1000],
    (n) => `(define (run n)
  (let loop ((i 0) (a 1) (b 2) (c 3) (x 1.5) (y 2.5) (p '()) (q 'q))
    (if (= i n) (list a b c x y p q) (loop (+ i 1) b c a y x q p))))
(run ${n})`,
    (n) => {
      let s: [string, string, string, string, string, string, string] = [
        '1',
        '2',
        '3',
        '1.5',
        '2.5',
        '()',
        'q',
      ]
      for (let i = 0; i < n; i++) s = [s[1], s[2], s[0], s[4], s[3], s[6], s[5]]
      return `(${s.join(' ')})`
    },
  ),
  program(
    'fibonacci by moves',
    [30, 80],
    (n) => `(define (run n) (let loop ((i 0) (a 0) (b 1)) (if (= i n) a (loop (+ i 1) b (+ a b)))))
(run ${n})`,
    (n) => {
      let [a, b] = [0n, 1n]
      for (let i = 0; i < n; i++) [a, b] = [b, a + b]
      return String(a)
    },
  ),
]

/** One let of many variables: a frame of several KiB. */
const flat = (count: number, first: string, isDouble: boolean): StressProgram =>
  program(
    `one let of ${count} ${isDouble ? 'doubles' : 'integers'}`,
    [2, 30],
    (n) => `
(define (id x) x)
(define (run n w)
  (let (${times(count, (i) => `(w${i} ${i % 29 === 3 ? `(id ${i})` : `(+ w ${i})`})`)})
    (if (= n 0) (+ ${times(count, (i) => `w${i}`)})
        (let ((r (run (- n 1) w))) (+ r 1 (- w${count - 1} w${count - 2}))))))
(run ${n} ${first})`,
    (n) => {
      const start = Number(first)
      const total = sum(numbers(count, (i) => (i % 29 === 3 ? i : start + i))) + 2 * n
      return isDouble ? flonumText(total) : total
    },
  )

/** Nested lets of two variables each, all live to the end. */
const nested = (depth: number, first: string, isDouble: boolean): StressProgram => {
  const count = 2 * depth + 1
  const pairs = Array.from({ length: depth }, (_, i) => {
    const [last, a, b] = [2 * i, 2 * i + 1, 2 * i + 2]
    return `(let ((w${a} (+ w${last} ${i % 17 === 3 ? '(id 1)' : '1'})) (w${b} (+ w${last} 2)))`
  })
  return program(
    `${count} variables in nested lets of ${isDouble ? 'doubles' : 'integers'}`,
    [2, 20],
    (n) => `
(define (id x) x)
(define (run n w0)
  ${pairs.join('\n')}
  (if (= n 0) (+ ${times(count, (i) => `w${i}`)}) (+ 1 (run (- n 1) w0)))
  ${')'.repeat(depth)})
(run ${n} ${first})`,
    (n) => {
      const total = sum(numbers(count, (i) => Number(first) + i)) + n
      return isDouble ? flonumText(total) : total
    },
  )
}

const parameters = (count: number): StressProgram =>
  program(
    `${count} parameters`,
    [3, 300],
    (n) => `
(define (f ${times(count, (i) => `p${i}`)})
  (if (= p0 0)
      (- (+ ${times(count, (i) => `p${i}`)}) (* 2 p${count - 1}))
      (f (- p0 1) ${times(count - 1, (i) => `p${count - 1 - i}`)})))
(define (g ${times(count, (i) => `p${i}`)})
  (if (= p0 0)
      p${count - 1}
      (+ 1 (g (- p0 1) ${times(count - 1, (i) => `p${i + 1}`)}))))
(list (f ${n} ${times(count - 1, (i) => (i % 2 === 0 ? `${i}` : `${i}.5`))}) (g ${n} ${times(count - 1, (i) => String(i))}))`,
    (n) => {
      let rest = numbers(count - 1, (i) => (i % 2 === 0 ? i : i + 0.5))
      for (let i = 0; i < n; i++) rest = [...rest].reverse()
      const total = sum(rest) - 2 * (rest.at(-1) as number)
      const isDouble = count > 2
      return `(${isDouble ? flonumText(total) : total} ${n + count - 2})`
    },
  )

export const registerPrograms: readonly StressProgram[] = [
  ...rotations,
  ...swaps,
  nested(20, '1', false),
  nested(140, '1', false),
  nested(140, '0.5', true),
  flat(1200, '7', false),
  flat(1200, '0.5', true),
  ...[2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 17, 23, 31, 40, 64].map(parameters),
]
