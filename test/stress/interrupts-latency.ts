// How long guest code runs on after another thread has interrupted it, in every engine.
//
//   npx tsx test/stress/interrupts-latency.ts [COUNT]     prints median and p99; exit code 1 if a p99 is
//                                                         above 10 ms
//
// `(let loop () (loop))` is interrupted after 0 to 3 ms by a worker thread that notes the time just before.

import type { Worker } from 'node:worker_threads'
import { createSource } from '../../src/base/index.ts'
import { createVm } from '../../src/lang/scheme/index.ts'
import { type EngineName, engines, GuestError, runCode, stops } from '../../src/vm/index.ts'
import { startWorker } from '../typescript-worker.ts'
import type { InterruptOrder, WorkerRole } from './interrupts-worker.ts'

const PROGRAM = '(display 1) (let loop () (loop))'
const MAX_P99_MS = 10
const LONGEST_PAUSE_MS = 3
const NS_PER_MS = 1e6

export function startRole(role: WorkerRole): Worker {
  return startWorker(new URL('./interrupts-worker.ts', import.meta.url), role)
}

/** Milliseconds from interrupt to error, sorted. */
export async function measureInterrupts(engine: EngineName, count: number): Promise<number[]> {
  const worker = startRole({ role: 'interrupter' })
  await new Promise((resolve) => worker.once('message', resolve))
  const time = new BigInt64Array(new SharedArrayBuffer(8))
  let pauseMs = 0
  // An interrupt that comes before a run is forgotten: the program says when it is running.
  const write = () => {
    const order: InterruptOrder = { cell: vm.interruptCell, pauseMs, time }
    worker.postMessage(order)
  }
  const vm = createVm({ engine, write })
  const program = vm.machine.link(vm.compile(createSource('loop', PROGRAM)))
  const latencies: number[] = []
  for (let i = 0; i < count; i++) {
    pauseMs = (LONGEST_PAUSE_MS * i) / count
    try {
      runCode(vm.machine, program)
    } catch (error) {
      const end = process.hrtime.bigint()
      if (!(error instanceof GuestError && error.kind === stops.interrupted)) throw error
      latencies.push(Number(end - (time[0] as bigint)) / NS_PER_MS)
    }
  }
  vm.dispose()
  await worker.terminate()
  return latencies.sort((x, y) => x - y)
}

export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number

async function printLatencies(count: number): Promise<void> {
  for (const engine of Object.keys(engines) as EngineName[]) {
    const sorted = await measureInterrupts(engine, count)
    const p99 = percentile(sorted, 0.99)
    const verdict = p99 <= MAX_P99_MS ? 'PASS' : 'FAIL'
    const median = percentile(sorted, 0.5)
    console.log(
      `${verdict}  ${engine}: ${count} interrupts, median ${median.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms`,
    )
    if (p99 > MAX_P99_MS) process.exitCode = 1
  }
}

if (process.argv[1] === import.meta.filename) await printLatencies(Number(process.argv[2] ?? 1000))
