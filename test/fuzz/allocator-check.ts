// The register allocator proved right on random traces, symbolically.
//
//   npx tsx test/fuzz/allocator-check.ts --seed=1 --count=100000
//   npx tsx test/fuzz/allocator-check.ts --seed=77 --count=1     one failing trace again
//
// See unit/backend/random-trace.ts for what a trace is and what is proved of it.

import { TraceChecker } from '../unit/backend/random-trace.ts'
import { commandNumbers, isMain, Random } from './random.ts'

/** Checks the traces of `count` seeds from `seed` on; throws at the first that is wrong. */
export function checkTraces(seed: number, count: number): void {
  const checker = new TraceChecker()
  for (let i = 0; i < count; i++) {
    try {
      checker.check(new Random(seed + i))
    } catch (error) {
      throw new Error(`trace of seed ${seed + i}: ${(error as Error).message}`, { cause: error })
    }
  }
}

if (isMain(import.meta.url)) {
  const { seed, count } = commandNumbers({ seed: 1, count: 100_000 })
  const started = performance.now()
  checkTraces(seed, count)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${count} traces are right, seeds from ${seed}, ${seconds} s`)
}
