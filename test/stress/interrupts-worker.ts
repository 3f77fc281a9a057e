// A thread that interrupts VMs of another one, or whose own guest code never ends.
//
// As `workerData.role` says: 'interrupter' answers each posted cell with an interrupt after a pause, and
// leaves the time of it where the other thread can read it; 'looper' runs a loop in the wanted engine.

import { parentPort, workerData } from 'node:worker_threads'
import { createVm } from '../../src/lang/scheme/index.ts'
import { type EngineName, type InterruptCell, interruptFrom } from '../../src/vm/index.ts'

export type WorkerRole =
  | { readonly role: 'interrupter' }
  | { readonly role: 'looper'; readonly engine: EngineName }

export interface InterruptOrder {
  readonly cell: InterruptCell
  readonly pauseMs: number
  /** Gets the time of the interrupt, in nanoseconds. */
  readonly time: BigInt64Array
}

function interruptAfterPause({ cell, pauseMs, time }: InterruptOrder): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
  time[0] = process.hrtime.bigint()
  interruptFrom(cell)
}

const data = workerData as WorkerRole
if (data.role === 'interrupter') {
  parentPort?.on('message', interruptAfterPause)
  parentPort?.postMessage('ready')
} else {
  const vm = createVm({ engine: data.engine, write: () => parentPort?.postMessage('looping') })
  vm.run('(display 1) (let loop () (loop))')
}
