// A worker thread for workers.test.ts: runs programs in several VMs at once, then waits for ever.
//
// Gives, as its message: a line for each wrong answer.

import { parentPort, workerData } from 'node:worker_threads'
import { createVm } from '../../src/lang/scheme/index.ts'
import { engineNames, worldPrograms } from './programs.ts'

const ROUNDS = 6
const { number } = workerData as { readonly number: number }

const vms = engineNames.map((engine) => ({ engine, vm: createVm({ engine }) }))
const wrong: string[] = []
for (let round = 0; round < ROUNDS; round++) {
  for (const { engine, vm } of vms) {
    const n = 10 * number + round
    for (const { text, answer } of worldPrograms) {
      const got = vm.run(text(n))
      if (got !== answer(n)) wrong.push(`${engine} ${n}: ${got} instead of ${answer(n)}`)
    }
    vm.machine.collect(0)
    vm.machine.verifyHeap()
  }
}
parentPort?.postMessage(wrong)
// The VMs stay open: the thread is idle until it is terminated.
setInterval(() => vms.length, 1000)
