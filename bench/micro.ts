// The two micro gates: a request round trip, and the compilation of one block once warm.
//
//   npx tsx bench/micro.ts        prints PASS or FAIL with figures; exit code 1 unless both pass
//
// The round trip leaves guest code with an empty request and enters again, over and over. The block
// figure compiles generated units of many small procedures and divides the time spent in stub
// hits by the number of blocks (segments) compiled, unit by unit: the first half warms V8 up, the median
// of the second half counts (a pause of V8's collector falls into few units; the mean is printed too).

import { performance } from 'node:perf_hooks'
import { createVm } from '../src/lang/scheme/index.ts'
import { median } from './statistics.ts'

const ROUND_TRIPS = 2_000_000
const MAX_ROUND_TRIP_NS = 40
const MAX_BLOCK_US = 10
const PROCEDURES = 50
const UNITS = 120
const REPEATS = 7

/** Nanoseconds of one exit and re-entry: the best of several runs. */
function measureRoundTrip(): number {
  const { machine } = createVm({ engine: 'lazy', native: 'require' })
  const native = machine.native
  if (native === null) throw new Error('native execution is not available here')
  machine.heap.setPointer(machine.resumeSlot, native.trampoline.roundTrip)
  const { enter } = native
  let best = Infinity
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now()
    for (let i = 0; i < ROUND_TRIPS; i++) enter()
    best = Math.min(best, ((performance.now() - start) * 1e6) / ROUND_TRIPS)
  }
  return best
}

/** A unit of many procedures with a branch, arithmetic and a call each, no two alike. */
function manyProcedures(first: number): string {
  const lines = ['(define (last x y) x)']
  for (let i = first; i < first + PROCEDURES; i++) {
    lines.push(`(define (f${i} x y) (if (< x ${i}) (+ (last y ${i}) (* x 2)) (cons x (- y ${i}))))`)
  }
  for (let i = first; i < first + PROCEDURES; i++) lines.push(`(f${i} ${i - 1} ${i})`)
  return lines.join('\n')
}

/** Microseconds of one block: the median of the warm units, V8's collections included. */
function measureBlock(): number {
  const vm = createVm({ engine: 'lazy', native: 'require' })
  const { lazy } = vm.machine
  if (lazy === null) throw new Error('native execution is not available here')
  let milliseconds = 0
  const hit = lazy.hit.bind(lazy)
  lazy.hit = (number) => {
    const start = performance.now()
    const address = hit(number)
    milliseconds += performance.now() - start
    return address
  }
  const perUnit: number[] = []
  for (let unit = 0; unit < UNITS; unit++) {
    milliseconds = 0
    const before = lazy.statistics.blocks
    vm.run(manyProcedures(unit * PROCEDURES))
    perUnit.push((milliseconds * 1e3) / (lazy.statistics.blocks - before))
  }
  const warm = perUnit.slice(UNITS / 2)
  const mean = warm.reduce((sum, figure) => sum + figure, 0) / warm.length
  console.log(`      (blocks: mean of the warm units ${mean.toFixed(1)} us)`)
  return median(warm)
}

const results = [
  { name: 'request round trip', value: measureRoundTrip(), most: MAX_ROUND_TRIP_NS, unit: 'ns' },
  { name: 'warm compiled block', value: measureBlock(), most: MAX_BLOCK_US, unit: 'us' },
]
for (const { name, value, most, unit } of results) {
  const verdict = value <= most ? 'PASS' : 'FAIL'
  console.log(`${verdict}  ${name}: ${value.toFixed(1)} ${unit} (at most ${most} ${unit})`)
}
process.exitCode = results.every(({ value, most }) => value <= most) ? 0 : 1
