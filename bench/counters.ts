// What counting down to the next tier costs threaded code.
//
//   npx tsx bench/counters.ts     prints PASS or FAIL with ratios; exit code 1 if their mean is above 1.02
//
// Engine `threaded` emits no counters. Engine `auto` with a count that is never reached runs the same code
// with them. Both run in turn in one process; medians.

import { createVm } from '../src/lang/scheme/index.ts'
import { geometricMean, median } from './statistics.ts'

const NEVER = 2 ** 30
const REPEATS = 15
const LIMIT = 1.02

const definitions = `
  (define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
  (define (tak x y z) (if (not (< y x)) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
  (define (count n) (do ((i 0 (+ i 1))) ((= i n)) i))`
const programs = ['(fib 31)', '(tak 22 15 7)', '(count 10000000)'] as const

const [plain, counting] = [{ engine: 'threaded' }, { engine: 'auto', hotCount: NEVER }].map(
  (options) => {
    const vm = createVm(options as Parameters<typeof createVm>[0])
    vm.run(definitions)
    return vm
  },
) as [ReturnType<typeof createVm>, ReturnType<typeof createVm>]

function timeOf(vm: ReturnType<typeof createVm>, program: string): number {
  const start = performance.now()
  vm.run(program)
  return performance.now() - start
}

const ratios = programs.map((program) => {
  const times = Array.from({ length: REPEATS }, () => [
    timeOf(plain, program),
    timeOf(counting, program),
  ]) as [number, number][]
  const ratio = median(times.map(([, with_]) => with_)) / median(times.map(([without]) => without))
  console.log(`${program}: ${ratio.toFixed(3)}`)
  return ratio
})
const mean = geometricMean(ratios)
console.log(`${mean <= LIMIT ? 'PASS' : 'FAIL'}  with counters / without: ${mean.toFixed(3)}`)
process.exitCode = mean <= LIMIT ? 0 : 1
