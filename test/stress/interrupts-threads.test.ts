// Threads that never leave guest code by themselves: interrupts reach them, `terminate` and `process.exit`
// end them, and limits hold in them.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { measureInterrupts, percentile, startRole } from './interrupts-latency.ts'

const COUNT = 30
/** Two cores shared with other work; `interrupts-latency.ts` prints the figures. */
const MAX_MEDIAN_MS = 10

for (const engine of ['reference', 'threaded', 'lazy'] as const) {
  test(`another thread interrupts a loop: ${engine}`, { timeout: 30_000 }, async () => {
    const latencies = await measureInterrupts(engine, COUNT)
    assert.equal(latencies.length, COUNT)
    assert.ok(percentile(latencies, 0.5) < MAX_MEDIAN_MS, `median ${percentile(latencies, 0.5)} ms`)
  })

  test(`a worker in an endless loop can be terminated: ${engine}`, {
    timeout: 30_000,
  }, async () => {
    const worker = startRole({ role: 'looper', engine })
    await new Promise((resolve) => worker.once('message', resolve))
    assert.equal(await worker.terminate(), 1)
  })
}

/** Runs a program of Node's that starts a looping worker and exits; its exit code. */
function exitWhileLooping(engine: string): Promise<number | null> {
  const latency = new URL('./interrupts-latency.ts', import.meta.url).href
  const program = `
    import { startRole } from ${JSON.stringify(latency)}
    const worker = startRole({ role: 'looper', engine: ${JSON.stringify(engine)} })
    worker.once('message', () => process.exit(7))`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  return new Promise((resolve) => child.once('exit', resolve))
}

test('process.exit while a worker loops', { timeout: 30_000 }, async () => {
  assert.equal(await exitWhileLooping('auto'), 7)
})
