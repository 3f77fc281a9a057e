// Makes, runs and disposes of VMs, one after the other, in all engines in turn:
//
//   node --expose-gc --import tsx test/worlds/run-cycles.ts 10000
//
// Prints what the process holds, ten times in all: resident memory, mappings, JavaScript heap,
// callbacks registered with koffi. Exit code 1 if it grew after the first tenth.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createVm } from '../../src/lang/scheme/index.ts'
import { engineNames, worldPrograms } from './programs.ts'

const REPORTS = 10
const MiB = 1024 * 1024
/** What may come and go: malloc, V8's own heap and code. */
const SLACK = { residentMiB: 48, mappings: 64, heapMiB: 8, callbacks: 0 } as const

type Holdings = Record<keyof typeof SLACK, number>

function cycle(n: number): void {
  const vm = createVm({ engine: engineNames[n % engineNames.length] as (typeof engineNames)[0] })
  try {
    // Another program the next time this engine is on.
    const turn = Math.floor(n / engineNames.length) % worldPrograms.length
    const { text, answer } = worldPrograms[turn] as (typeof worldPrograms)[0]
    const got = vm.run(text(n))
    if (got !== answer(n)) throw new Error(`cycle ${n}: ${got} instead of ${answer(n)}`)
  } finally {
    vm.dispose()
  }
}

function countCallbacks(): number {
  if (process.env['LAZULI_NATIVE'] === 'absent') return 0
  const koffi = createRequire(import.meta.url)('koffi') as { stats(): { callbacks: number } }
  return koffi.stats().callbacks
}

async function measure(): Promise<Holdings> {
  for (let i = 0; i < 2; i++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { rss, heapUsed } = process.memoryUsage()
  return {
    residentMiB: Math.round(rss / MiB),
    mappings: readFileSync('/proc/self/maps', 'utf8').split('\n').length,
    heapMiB: Math.round(heapUsed / MiB),
    callbacks: countCallbacks(),
  }
}

const cycles = Number(process.argv[2] ?? 1000)
let first: Holdings | null = null
const grown = new Set<string>()
for (let n = 1; n <= cycles; n++) {
  cycle(n)
  if (n % Math.floor(cycles / REPORTS) !== 0) continue
  const now = await measure()
  first ??= now
  for (const name of Object.keys(SLACK) as (keyof typeof SLACK)[]) {
    if (now[name] > first[name] + SLACK[name]) grown.add(name)
  }
  console.log(JSON.stringify({ cycles: n, ...now }))
}
if (grown.size > 0) {
  console.error(`grown: ${[...grown].join(', ')}`)
  process.exitCode = 1
}
