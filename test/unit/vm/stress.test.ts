// Option `gcStress` does what it says: in every engine each allocation of a program collects.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVm } from '../../../src/lang/scheme/index.ts'
import { engines } from '../../program-matrix.ts'

const programs: readonly [name: string, text: string, allocations: number][] = [
  ['pairs', '(let loop ((n 500) (l 0)) (if (= n 0) l (loop (- n 1) (cons n l))))', 500],
  // Beyond the exponents that need no box; stored, since compiled loops keep doubles unboxed.
  [
    'boxed doubles',
    '(define v (vector 0)) (do ((n 200 (- n 1)) (x 1e200 (* x 1.5))) ((= n 0)) (vector-set! v 0 x))',
    200,
  ],
  ['closures', '(let loop ((n 300) (f #f)) (if (= n 0) f (loop (- n 1) (lambda () n f))))', 300],
]

for (const engine of engines) {
  for (const [name, text, allocations] of programs) {
    test(`every allocation collects: ${name}, ${engine}`, () => {
      const vm = createVm({ engine, gcStress: true, hotCount: 10 })
      const { statistics } = vm.machine.collector
      vm.run('1')
      const before = statistics.collections
      vm.run(text)
      assert.ok(statistics.collections - before >= allocations)
      vm.dispose()
    })
  }
}
