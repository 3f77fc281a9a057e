// Two VMs in one thread share nothing, whichever way their runs alternate.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm, type SchemeVm } from '../src/lang/scheme/index.ts'
import { nativeProblem } from './native-problem.ts'

const engines =
  nativeProblem === false ? (['auto', 'lazy', 'reference'] as const) : (['reference'] as const)

/** A VM and what it has printed. */
function startVm(engine: (typeof engines)[number]) {
  const printed: string[] = []
  const vm = createVm({ engine, write: (text) => void printed.push(text) })
  return { vm, printed }
}

for (const engine of engines) {
  test(`globals, macros, records, parameters, tables and ports are a VM's own, engine ${engine}`, () => {
    const first = startVm(engine)
    const second = startVm(engine)
    const both = (text: (name: string) => string) =>
      [first.vm, second.vm].map((vm: SchemeVm, i) => vm.run(text(i === 0 ? 'one' : 'two')))
    both((name) => `(define name '${name})`)
    assert.deepEqual(
      both(() => 'name'),
      ['one', 'two'],
    )
    first.vm.run('(define (only-here) 1) (define car cdr)')
    assert.throws(() => second.vm.run('(only-here)'), /only-here is not defined/)
    assert.deepEqual(
      both(() => "(car '(1 2))"),
      ['(2)', '1'],
    )
    first.vm.run('(define-syntax twice (syntax-rules () ((_ x) (begin x x))))')
    assert.throws(() => second.vm.run('(twice 1)'), /twice is not defined/)
    both((name) => `(define-record-type point (make-point x) point? (x point-${name}))`)
    assert.deepEqual(
      both((name) => `(point-${name} (make-point 3))`),
      ['3', '3'],
    )
    both((name) => `(define p (make-parameter '${name}))`)
    const nested = first.vm.run("(parameterize ((p 'inner)) (p))")
    assert.deepEqual([nested, ...both(() => '(p)')], ['inner', 'one', 'two'])
    both((name) => `(define t (make-equal-hash-table)) (hash-table-set! t 'k '${name})`)
    assert.deepEqual(
      both(() => "(hash-table-ref t 'k)"),
      ['one', 'two'],
    )
    both((name) => `(define out (open-output-string)) (write '${name} out) (display name)`)
    assert.deepEqual(
      both(() => '(get-output-string out)'),
      ['"one"', '"two"'],
    )
    assert.deepEqual([first.printed.join(''), second.printed.join('')], ['one', 'two'])
    first.vm.dispose()
    assert.equal(second.vm.run('(list name (p))'), '(two two)')
    second.vm.dispose()
  })
}

test('hot code of one VM does not run in another', () => {
  const loop = (step: number) =>
    `(define (count n total) (if (= n 0) total (count (- n 1) (+ total ${step})))) (count 5000 0)`
  const vms = [1, 2, 3].map((step) => ({ step, ...startVm('auto') }))
  for (let round = 0; round < 3; round++) {
    for (const { step, vm } of vms) assert.equal(vm.run(loop(step)), String(5000 * step))
  }
  for (const { vm } of vms) vm.dispose()
})
