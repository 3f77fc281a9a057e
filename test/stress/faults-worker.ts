// The thread of faults.test.ts: has faults of its own, and tells what became of them.

import { parentPort } from 'node:worker_threads'
import { checkWebAssembly, injectFault, makeRandom } from './faults-injection.ts'

const ROUNDS = 8

const random = makeRandom(23)
let faults = 0
for (let round = 0; round < ROUNDS; round++) {
  if (injectFault(round % 2 === 0 ? 'threaded' : 'lazy', random) === 'fault') faults++
}
checkWebAssembly()
parentPort?.postMessage(faults)
