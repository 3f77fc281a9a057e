// VMs whose tables get full: of code memory, of constants and globals, of static space. It is a guest error
// wherever it comes, and the VM can run again what needs no more room.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm, type SchemeVm } from '../../../src/lang/scheme/index.ts'
import type { Code } from '../../../src/runtime/index.ts'
import { GuestError, type VmOptions } from '../../../src/vm/index.ts'
import { nativeProblem } from '../../native-problem.ts'

const SIZES = { heapBytes: 32 << 20, codeBytes: 3 << 20 }

/** Kind of the error that `program` ends with; `result` if it does not. */
function endOf(vm: SchemeVm, program: string): string {
  try {
    vm.run(program)
    return 'result'
  } catch (error) {
    if (error instanceof GuestError) return error.kind
    throw error
  }
}

/** A program whose code is new each time, with calls, loops, rest lists and variables that are assigned. */
const program = (n: number) => `
  (define (f${n} x . rest) (if (null? rest) (vector x ${n}.5) (apply f${n} rest)))
  (define v${n} ${n})
  (define (g a) (let loop ((i 0) (sum 0)) (if (< i 9) (loop (+ i 1) (+ sum a v${n})) sum)))
  (define (h k) (if (= k 0) (list (g 1) (g 1.5)) (cons (h (- k 1)) (f${n} k 'a "b"))))
  (set! v${n} (g 2))
  (h 6)
  (define (many ${Array.from({ length: 20 }, (_, i) => `a${i}`).join(' ')}) (+ a0 a19 v${n}))
  (many ${Array.from({ length: 20 }, (_, i) => i).join(' ')})
  (string-append (number->string (g 3)) "x")`

const configurations: readonly Partial<VmOptions>[] = [
  { engine: 'lazy' },
  { engine: 'auto', coin: 3 },
]

/** Compiles procedures that are new each time until the next ones have to stay in threaded code. */
function fillBesidesReserve(vm: SchemeVm, ends: Set<string>): void {
  const { machine } = vm
  const isFull = () => machine.lazy?.accepts(machine.codes.at(-1) as Code) === false
  for (let n = 0; n === 0 || !isFull(); n++) {
    assert.ok(n < 3000)
    ends.add(endOf(vm, program(n)))
  }
}

for (const options of configurations) {
  test(`new procedures stay threaded: ${JSON.stringify(options)}`, { skip: nativeProblem }, () => {
    const vm = createVm({ ...SIZES, ...options })
    vm.run(
      '(define (known x) (if (pair? x) 1 2)) (define (again) (known 5)) (again) (again) (again)',
    )
    const ends = new Set<string>()
    fillBesidesReserve(vm, ends)
    const used = vm.machine.native?.usedBytes().lazy ?? 0
    for (let n = 4000; n < 4200; n++) ends.add(endOf(vm, program(n)))
    assert.deepEqual([...ends], ['result'])
    // What is compiled already may grow, but not by a share of each new program.
    assert.ok((vm.machine.native?.usedBytes().lazy ?? 0) < used + 100_000)
    assert.equal(endOf(vm, '(again)'), 'result')
    vm.dispose()
  })
}

test('a hot loop finds no room', { skip: nativeProblem }, () => {
  const vm = createVm({ ...SIZES, engine: 'auto', hotCount: 2 })
  fillBesidesReserve(vm, new Set())
  const sum = vm.run('(let loop ((i 0) (sum 0)) (if (< i 1000) (loop (+ i 1) (+ sum i)) sum))')
  assert.equal(sum, '499500')
  vm.dispose()
})

test('a stub is reached again after there was no room for it', { skip: nativeProblem }, () => {
  const vm = createVm({ ...SIZES, engine: 'auto', hotCount: 1 })
  // An arm of `long` is long, without branches, and has so many registers that it wants more room than k.
  const sums = Array.from({ length: 300 }, (_, i) => `(y${i + 1} (+ (* ${i}.5 x) y${i}))`)
  const all = Array.from({ length: 301 }, (_, i) => `y${i}`).join(' ')
  const arms = Array.from(
    { length: 60 },
    (_, i) => `((${i}) (let* (${sums.join(' ')}) (+ ${all})))`,
  )
  vm.run(
    `(define (k x) (if (pair? x) (car x) 2)) (define (calls n) (k 5) (if (= n 0) 0 (calls (- n 1))))
     (define (long i x y0) (case i ${arms.join(' ')} (else 0)))
     (do ((i 0 (+ i 1))) ((= i 4)) (long -1 1.5 2.5))`,
  )
  // Calls of k from inside may be inlined: those of programs of their own are not.
  for (let i = 0; i < 3; i++) vm.run('(calls 9)(k 5)')
  const ends = arms.map((_, i) => endOf(vm, `(long ${i} 1.5 2.5)`))
  assert.equal(ends.at(-1), 'out-of-code-memory')
  for (let i = 0; i < 3; i++) assert.match(endOf(vm, "(k '(1))"), /result|out-of-code-memory/)
  assert.equal(endOf(vm, '(k 5)'), 'result')
  vm.dispose()
})

test('an assignment on whose old value all code relied', { skip: nativeProblem }, () => {
  const vm = createVm({ ...SIZES, codeBytes: 12 << 20, engine: 'lazy' })
  const arms = Array.from({ length: 40 }, (_, i) => `((eq? x ${i}) (cons shared ${i}))`).join(' ')
  const uses = (n: number) =>
    `(define (u x) (cond ${arms} (else ${n}))) (do ((i 0 (+ i 1))) ((= i 40)) (u i))`
  vm.run('(define shared 1)')
  for (let n = 0; endOf(vm, uses(n)) === 'result'; n++) assert.ok(n < 20_000)
  const { machine } = vm
  machine.globalAssigned(machine.globalIndex('shared'))
  assert.ok((machine.lazy?.statistics.invalidated ?? 0) > 10_000)
  assert.match(endOf(vm, '(u 0)'), /result|out-of-code-memory/)
  vm.dispose()
})

/** The kind of the error that `make` ends with when it is called often enough. */
function fill(make: (n: number) => void): string {
  for (let n = 0; n < 2 ** 22; n++) {
    try {
      make(n)
    } catch (error) {
      if (error instanceof GuestError) return error.kind
      throw error
    }
  }
  return 'never'
}

test('static space gets full', () => {
  const vm = createVm({ ...SIZES, codeBytes: 16 << 20, engine: 'lazy' })
  const { heap } = vm.machine
  while (heap.staticRoom() > 2 ** 18) heap.allocateStatic(2 ** 17)
  const define = (n: number) => vm.run(`(define (s${n}) '(${n} "${n}" ${n}.5))`)
  assert.equal(fill(define), 'out-of-memory')
  vm.dispose()
})

test('globals and constants get full', () => {
  const vm = createVm({ ...SIZES, codeBytes: 16 << 20 })
  const { machine } = vm
  assert.equal(
    fill((n) => machine.globalIndex(`name ${n}`)),
    'out-of-memory',
  )
  assert.equal(endOf(vm, '(define new-name 1)'), 'out-of-memory')
  assert.equal(
    fill((n) => machine.pool.intern({ kind: 'fixnum', value: BigInt(n) })),
    'out-of-memory',
  )
  assert.equal(endOf(vm, "'new-symbol"), 'out-of-memory')
  vm.dispose()
})
