// VMs in worker threads: each thread has its own in every engine, all at once, besides the main thread's.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createVm } from '../../src/lang/scheme/index.ts'
import { startWorker } from '../typescript-worker.ts'
import { engineNames, worldPrograms } from './programs.ts'

const WORKERS = 3
const TERMINATE_LIMIT_MS = 5000
const file = new URL('./world-worker.ts', import.meta.url)

function runHere(n: number): string[] {
  return engineNames.flatMap((engine) => {
    const vm = createVm({ engine })
    const wrong = worldPrograms
      .filter(({ text, answer }) => vm.run(text(n)) !== answer(n))
      .map(({ text }) => `${engine}: ${text(n)}`)
    vm.dispose()
    return wrong
  })
}

test(`${WORKERS} workers run programs in all engines at once and end when told to`, async () => {
  const workers = Array.from({ length: WORKERS }, (_, number) => startWorker(file, { number }))
  const answers = workers.map(async (worker) => {
    const [wrong] = (await once(worker, 'message')) as [string[]]
    return wrong
  })
  const wrongHere = runHere(7)
  const wrong = (await Promise.all(answers)).flat()
  assert.deepEqual([...wrong, ...wrongHere], [])
  const start = performance.now()
  const codes = await Promise.all(workers.map((worker) => worker.terminate()))
  assert.deepEqual(
    codes,
    workers.map(() => 1),
  )
  assert.ok(performance.now() - start < TERMINATE_LIMIT_MS, 'idle workers end slowly')
  assert.deepEqual(runHere(8), [], 'after the workers have ended')
})
