// Limits and interrupts as an embedder meets them: every engine stops, at the same place where the limit
// is fuel, and the VM goes on afterwards.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm } from '../../../src/lang/scheme/index.ts'
import { GuestError, stops, type VmOptions } from '../../../src/vm/index.ts'

const SIZES = { heapBytes: 16 << 20, codeBytes: 16 << 20 }

const configurations: readonly Partial<VmOptions>[] = [
  { engine: 'reference' },
  { engine: 'threaded' },
  { engine: 'lazy' },
  { engine: 'lazy', maxVersions: 1, stackBytes: 64 * 1024 },
  { engine: 'auto', hotCount: 2 },
  { engine: 'auto', coin: 5 },
]

/** What a stopped run shows: output, error and frames. */
function stoppedRun(options: Partial<VmOptions>, program: string): string {
  let output = ''
  const write = (text: string) => {
    output += text
  }
  const vm = createVm({ ...SIZES, ...options, write })
  try {
    return `${output} => ${vm.run(program)}`
  } catch (error) {
    if (!(error instanceof GuestError)) throw error
    return `${output} ${error.kind}: ${error.message} ${JSON.stringify(error.backtrace)}`
  } finally {
    vm.dispose()
  }
}

const fuelPrograms = {
  calls:
    '(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (display (fib 5)) (fib 20)',
  loops: `(define (inner i sum) (if (= i 0) sum (inner (- i 1) (+ sum 1.5))))
    (let outer ((k 0)) (display k) (inner k 0.0) (outer (+ k 1)))`,
  'argument lists': `(define (rest . words) (if (null? words) 0 (rest)))
    (define (many a b c d e f g h) (rest a b) (many b c d e f g h a)) (many 1 2 3 4 5 6 7 8)`,
  'deep recursion': `(define (deep n) (if (= n 0) 0 (+ 1 (deep (- n 1)))))
    (define (again) (display (deep 1000)) (again)) (again)`,
}

for (const [name, program] of Object.entries(fuelPrograms)) {
  test(`fuel stops every engine at the same place: ${name}`, () => {
    for (const fuel of [7, 1234]) {
      const [first, ...others] = configurations.map((options) => {
        return stoppedRun({ ...options, limits: { fuel } }, program)
      })
      assert.match(first as string, /fuel-limit/)
      for (const [i, other] of others.entries()) {
        assert.equal(other, first, `fuel ${fuel}, ${JSON.stringify(configurations[i + 1])}`)
      }
    }
  })
}

test('fuel is enough or not by one charge', () => {
  // The program's entry, then 10 rounds and the last look at the loop's head.
  const program = '(let loop ((i 0)) (if (< i 10) (loop (+ i 1)) i))'
  const least = [...Array(30).keys()].find((fuel) => {
    return !/fuel-limit/.test(stoppedRun({ engine: 'lazy', limits: { fuel: fuel + 1 } }, program))
  }) as number
  for (const options of configurations) {
    assert.match(stoppedRun({ ...options, limits: { fuel: least } }, program), /fuel-limit/)
    assert.match(stoppedRun({ ...options, limits: { fuel: least + 1 } }, program), /=> 10$/)
  }
})

const endless = {
  loop: '(let loop () (loop))',
  'tail call': '(define (f) (f)) (f)',
  'mutual tail calls': '(define (f x) (if x (g x) 1)) (define (g x) (if x (f x) 2)) (f #t)',
  'calls that return': '(define (h x) x) (define (f x) (if (h x) (f x) 1)) (f 1)',
}

for (const options of configurations) {
  test(`a time limit ends what never ends: ${JSON.stringify(options)}`, () => {
    const vm = createVm({ ...SIZES, ...options, limits: { timeMs: 15 } })
    for (const [name, program] of Object.entries(endless)) {
      assert.throws(
        () => vm.run(program),
        (error) => error instanceof GuestError && error.kind === stops.time,
        name,
      )
    }
    assert.equal(vm.run('(+ 1 2)'), '3', 'the VM goes on')
    vm.dispose()
  })

  test(`an interrupt from within a run: ${JSON.stringify(options)}`, () => {
    const vm = createVm({ ...SIZES, ...options, write: () => vm.interrupt('enough') })
    assert.throws(
      () => vm.run('(define (f) (display 1) (let loop () (loop))) (f)'),
      ({ kind, message, backtrace }: GuestError) =>
        kind === stops.interrupted && message === 'enough' && backtrace[0]?.procedure === 'f',
    )
    vm.interrupt()
    assert.equal(vm.run('(let loop ((i 0)) (if (< i 9) (loop (+ i 1)) i))'), '9', 'forgotten')
    vm.dispose()
  })
}

const longWork = {
  print: `(define (f n) (if (= n 0) '(1) (let ((x (f (- n 1)))) (cons x x)))) (write (f 40))`,
  'print the result': `(define (f n) (if (= n 0) '(1) (let ((x (f (- n 1)))) (cons x x)))) (f 40)`,
  'search for text': `(define text (make-string 1000000 #\\a))
    (string-search-forward (string-append (make-string 500000 #\\a) "b") text 0)`,
}

for (const engine of ['reference', 'auto'] as const) {
  test(`a time limit ends work of the runtime's: ${engine}`, () => {
    const vm = createVm({ ...SIZES, engine, write: () => {}, limits: { timeMs: 300 } })
    for (const [name, program] of Object.entries(longWork)) {
      const begun = performance.now()
      assert.throws(
        () => vm.run(program),
        (error) => error instanceof GuestError && error.kind === stops.time,
        name,
      )
      assert.ok(performance.now() - begun < 5000, name)
    }
    vm.dispose()
  })
}

test('equal? of large vectors that contain themselves many times', () => {
  const vm = createVm(SIZES)
  const make = (name: string) =>
    `(define ${name} (make-vector 100000 0)) (vector-fill! ${name} ${name})`
  assert.equal(vm.run(`${make('a')} ${make('b')} (equal? a b)`), '#t')
  vm.dispose()
})

test('a memory limit', () => {
  for (const engine of ['reference', 'auto'] as const) {
    const vm = createVm({ engine, limits: { heapBytes: 8 << 20 } })
    const grow = "(let loop ((list '())) (loop (cons 1 list)))"
    assert.throws(
      () => vm.run(grow),
      (error) => error instanceof GuestError && error.kind === stops.memory,
    )
    assert.equal(vm.run('(+ 1 2)'), '3')
    vm.dispose()
  }
})

test('limits must be whole and positive', () => {
  for (const limits of [{ timeMs: 0 }, { heapBytes: 1.5 }, { fuel: -1 }]) {
    assert.throws(() => createVm({ limits }), RangeError)
  }
})
