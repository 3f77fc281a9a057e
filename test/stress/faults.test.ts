// Faults in guest code end the VM and nothing else: here, in a worker thread, under the CPU profiler.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createVm } from '../../src/lang/scheme/index.ts'
import { openCage } from '../../src/memory/index.ts'
import { VmFault } from '../../src/vm/index.ts'
import { commitSeed, hash } from '../sampling.ts'
import { startWorker } from '../typescript-worker.ts'
import { checkSignalListener, injectFaults } from './faults-injection.ts'

const probe = openCage()
const skip = probe.reason ?? false
probe.dispose()

const SAMPLE = 30
const PROFILED_SAMPLE = 6

test('a sample of faults at random instructions', { skip, timeout: 60_000 }, async () => {
  const seed = hash(commitSeed())
  assert.ok(injectFaults(SAMPLE, seed) >= SAMPLE, `seed ${seed}`)
  await checkSignalListener()
})

test('the guard page ends a runaway stack', { skip }, () => {
  for (const engine of ['threaded', 'lazy'] as const) {
    const vm = createVm({ engine })
    // As if code had forgotten its polls: no frame is ever too low.
    Object.assign(vm.machine.watch, { stackLimit: 0 })
    const program = '(define (deep n) (+ 1 (deep (+ n 1)))) (deep 0)'
    assert.throws(
      () => vm.run(program),
      (error) => error instanceof VmFault && /at deep, pc \d+.*not there/.test(error.message),
      engine,
    )
    vm.dispose()
  }
})

test('faults in a worker thread stay there', { skip, timeout: 60_000 }, async () => {
  const here = createVm({ engine: 'lazy' })
  const worker = startWorker(new URL('./faults-worker.ts', import.meta.url), {})
  const faults = await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject)
  })
  assert.ok(Number(faults) > 0)
  assert.equal(here.run('(* 6 7)'), '42')
  here.dispose()
})

test('faults under the CPU profiler', { skip, timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'lazuli-profile-'))
  const command = join(import.meta.dirname, 'faults-injection.ts')
  const profiling = ['--cpu-prof', '--cpu-prof-interval', '200', '--cpu-prof-dir', directory]
  const args = [...profiling, '--import', 'tsx', command, String(PROFILED_SAMPLE)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const profiles = readdirSync(directory)
  rmSync(directory, { recursive: true })
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^PASS/)
  assert.ok(profiles.length >= 1)
})
