// Child process of `npm run fuzz -- --ops`: `op-worker.ts SEED FIRST COUNT` runs random bytecode in every
// engine and writes a line for each program: `INDEX ok` or `INDEX wrong: …`.

import { writeSync } from 'node:fs'
import { availableEngines, Bench } from '../meanings/bench.ts'
import { emitOpProgram, makeOpProgram } from './op-programs.ts'
import { Random } from './random.ts'

const STANDARD_OUTPUT = 1
const configurations = [
  ...availableEngines().map((engine) => ({ engine, options: {} })),
  { engine: 'lazy', options: { maxVersions: 1 } },
  { engine: 'lazy', options: { stackBytes: 8192 } },
  { engine: 'auto', options: { hotCount: 20 } },
] as const

const [seed = 1, first = 0, count = 1] = process.argv.slice(2).map(Number)
const benches = configurations.map(({ engine, options }) => new Bench(engine, options))
for (let index = first; index < first + count; index++) {
  const problems: string[] = []
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
  const { ops } = benches[0] as Bench
  const { main, answer } = makeOpProgram(ops, random, `${index}:`)
  const template = emitOpProgram(ops, main)
  benches.forEach((bench, i) => {
    bench.refresh()
    const got = bench.run(template)
    if (got === answer) return
    const { engine, options } = configurations[i] as (typeof configurations)[number]
    problems.push(`${engine} ${JSON.stringify(options)} gives ${got}, not ${answer}`)
    if (got.startsWith('failure')) bench.restart()
  })
  const text =
    problems.length === 0
      ? `ok ${answer.startsWith('error') ? 'error' : ''}`
      : `wrong: ${problems.join('; ')}`
  writeSync(STANDARD_OUTPUT, `${index} ${text}\n`)
}
