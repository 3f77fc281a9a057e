// A sample of the allocator's checker, and what it has found: each bug as small as it gets.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm } from '../../../src/lang/scheme/index.ts'
import { checkTraces } from '../../fuzz/allocator-check.ts'
import { commitSeed, hash } from '../../sampling.ts'

test('random traces are allocated right', () => {
  checkTraces(1, 400)
  checkTraces(hash(commitSeed()) % 1_000_000_000, 400)
})

test('one value is wanted in two frame slots', () => {
  // One way x and y are saved apart, the other way they are the same value.
  const vm = createVm({ engine: 'lazy' })
  const program = `
    (define (id x) x)
    (define (f x c)
      (let ((y (if c (let ((t (id 5))) (id 7) t) x)))
        (if (< x 100) (+ x y) (- x y))))
    (f 1 #t) (f 2 #f) (f 3 #t)
    (+ (f 4 #f) (f 5 #t))`
  assert.equal(vm.run(program), '18')
})
