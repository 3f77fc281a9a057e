// `npx tsx bench/growth.ts`: how time and memory grow with the size of the data, and with the length of
// the program. Prints the exponent of the power law that fits, and flags what grows faster than it
// should.
//
//   npx tsx bench/growth.ts [NAME ...] [options]     NAME is a program or a shape, see the tables
//
//   --engines=A,B     see engines.table.ts (default: lazuli-lazy,lazuli-threaded,lazuli-reference)
//   --steps=N         sizes 1, 2, 4, ... up to 2^(N-1) times the smallest (default 6)
//   --repeat=N        runs of each, the least counts (default 2)
//   --lines=A,B       lengths of generated programs (default 1000,10000,100000)
//   --json=FILE       also writes all points
//
// Engines of ours also say what compiling a long program took: from `--stats=json`.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Engine, findEngines } from './engines.table.ts'
import { programShapes } from './generate-program.ts'
import { compilationFigures, measureCompilation } from './growth-compile.ts'
import { growthPrograms } from './growth-programs.table.ts'
import { type Growth, judgeGrowth, measureGrowth } from './growth-run.ts'
import { keepInstalled } from './measure.ts'
import { parsePositive } from './options.ts'
import { formatTable, showMs } from './report/table.ts'

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engines: { type: 'string', default: 'lazuli-lazy,lazuli-threaded,lazuli-reference' },
      steps: { type: 'string', default: '6' },
      repeat: { type: 'string', default: '2' },
      lines: { type: 'string', default: '1000,10000,100000' },
      json: { type: 'string' },
    },
  })
  const known = [...growthPrograms, ...programShapes].map(({ name }) => name)
  const unknown = positionals.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`no program ${unknown}; there are ${known.join(', ')}`)
  return {
    engines: findEngines(values.engines.split(',')),
    isWanted: ({ name }: { name: string }) =>
      positionals.length === 0 || positionals.includes(name),
    steps: parsePositive('steps', values.steps),
    repeats: parsePositive('repeat', values.repeat),
    lengths: values.lines.split(',').map((text) => parsePositive('lines', text)),
    jsonFile: values.json ?? null,
  }
}

type Options = ReturnType<typeof readOptions>

async function growWithData(options: Options, engines: readonly Engine[]): Promise<Growth[]> {
  const found: Growth[] = []
  for (const program of growthPrograms.filter(options.isWanted)) {
    process.stderr.write(`${program.name} `)
    found.push(...(await measureGrowth(program, engines, options.steps, options.repeats)))
  }
  process.stderr.write('\n')
  return found
}

function printGrowth(growths: readonly Growth[]): void {
  const rows = growths.map((growth) => {
    const verdict = judgeGrowth(growth)
    const [time, memory] = [verdict.time, verdict.memory].map((each) => each?.toFixed(2) ?? '-')
    const times = growth.points.map(({ ownMs }) => showMs(ownMs)).join(' ')
    return [growth.program.name, growth.engine, time ?? '', memory ?? '', times, ...verdict.flags]
  })
  console.log(
    formatTable([['program', 'engine', 'time ~ n^', 'memory ~ n^', 'own ms', ''], ...rows]),
  )
  for (const { program, engine, failure } of growths) {
    if (failure !== null) console.log(`${program.name}, ${engine}: ${failure}`)
  }
}

async function growWithLength(options: Options, engines: readonly Engine[], folder: string) {
  const rows: string[][] = [['program', 'engine', ...compilationFigures.map(({ title }) => title)]]
  const all = []
  for (const shape of programShapes.filter(options.isWanted)) {
    for (const engine of engines.filter((each) => each.ours)) {
      process.stderr.write(`${shape.name}/${engine.name} `)
      const found = await measureCompilation(shape, engine, options.lengths, folder)
      all.push(found)
      rows.push(...found.rows)
    }
  }
  process.stderr.write('\n')
  if (rows.length > 1) console.log(formatTable(rows))
  for (const { failure } of all) if (failure !== null) console.log(failure)
  return all
}

async function run(options: Options): Promise<void> {
  const engines = keepInstalled(options.engines, (text) => console.error(text))
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-growth-'))
  try {
    const growths = await growWithData(options, engines)
    if (growths.length > 0) printGrowth(growths)
    const lengths = await growWithLength(options, engines, folder)
    if (options.jsonFile !== null) {
      writeFileSync(options.jsonFile, `${JSON.stringify({ growths, lengths }, null, 2)}\n`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

let options: Options | null = null
try {
  options = readOptions()
} catch (error) {
  console.error(`growth: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
}
if (options !== null) await run(options)
