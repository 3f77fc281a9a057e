// `npm run bench`: times the benchmark programs under our tiers and under their peers, and prints a
// table for each program, the ratios of own times to a baseline and their geometric means by class.
//
//   npm run bench -- [PROGRAM ...] [options]      PROGRAM is a name, `*` in it stands for anything
//
//   --engines=A,B      which engines, see engines.table.ts; `lazuli` is all of ours (default: all)
//   --baseline=A       whom the ratios are to (default chez); it is measured too
//   --class=A,B        only programs of these classes
//   --repeat=N         runs of each, engines taking turns (default 5)
//   --small            the small size of every program, for trying things out
//   --timeout=S        seconds a run may take (default 180)
//   --json=FILE        also writes every sample, with machine, command and versions
//   --html=FILE        also writes one page with tables and charts
//   --list             only says which engines and programs there are
//
// What an engine does not support is shown, with the reason, and never counted. Exit code 1 when one
// of our engines gave a wrong result, crashed or ran into the time limit; 2 for a wrong invocation.

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { benchFolder, type Engine, findEngines } from './engines.table.ts'
import { keepInstalled, type Measurement, measure } from './measure.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { Progress } from './progress.ts'
import { computeRatios } from './ratios.ts'
import { printHtml } from './report/html.ts'
import { describeOrigin, printJson } from './report/json.ts'
import { formatTable } from './report/table.ts'
import { printProgram, printRatios } from './report/text.ts'

function note(text: string): void {
  console.error(text)
}

function list({ engines, programs }: BenchOptions): void {
  const engineRows = engines.map((engine) => {
    const presence = engine.probe()
    return [engine.name, presence.installed ? presence.version : `not here: ${presence.reason}`]
  })
  const programRows = programs.map((program) => [
    program.name,
    program.class,
    Object.keys(program.files).join(' '),
  ])
  process.stdout.write(`${formatTable(engineRows)}\n${formatTable(programRows)}`)
}

/** The engines asked for and the baseline, as far as they are here. */
function chooseEngines(options: BenchOptions): Engine[] {
  const wanted = new Set([...options.engines, ...findEngines([options.baseline])])
  return keepInstalled([...wanted], note)
}

/** Speaks up when what is measured is not what the sources say. */
function warnIfStale(): void {
  const built = join(benchFolder, '..', 'dist', 'command.cjs')
  if (!existsSync(built)) return
  const folder = join(benchFolder, '..', 'src')
  const newest = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0)
  if (newest > statSync(built).mtimeMs) note('the sources are newer than dist: `npm run build`')
}

async function run(options: BenchOptions): Promise<void> {
  warnIfStale()
  const engines = chooseEngines(options)
  const progress = new Progress()
  const measurements = await measure({ ...options, engines, onProgress: progress.step })
  progress.end()
  const table = computeRatios(measurements, options.baseline)
  for (const { name } of table.programs) {
    console.log(
      printProgram(
        measurements.filter((each) => each.program === name),
        table,
      ),
    )
  }
  console.log(printRatios(table))
  const origin = describeOrigin(options, engines)
  if (options.jsonFile !== null) writeFileSync(options.jsonFile, printJson(origin, measurements))
  if (options.htmlFile !== null) {
    writeFileSync(options.htmlFile, printHtml(origin, measurements, table))
  }
  judge(measurements)
}

/** Counts what went wrong; the exit code is about our engines. */
function judge(measurements: readonly Measurement[]): void {
  const rows = measurements.flatMap(({ engine, program, ours, failure }) =>
    failure === null ? [] : [{ engine, program, ours, failure }],
  )
  const unsupported = rows.filter(({ failure }) => failure.kind === 'unsupported')
  if (unsupported.length > 0) console.log(`${unsupported.length} unsupported, not counted`)
  const bad = rows.filter(({ failure }) => failure.kind !== 'unsupported')
  const lines = bad.map(({ engine, program, failure }) => [
    failure.kind.toUpperCase(),
    engine,
    program,
    failure.reason,
  ])
  process.stdout.write(formatTable(lines))
  if (bad.some(({ ours }) => ours)) process.exitCode = 1
}

let options: BenchOptions | null = null
try {
  options = readOptions(process.argv.slice(2))
} catch (error) {
  note(`bench: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
}
if (options?.list) list(options)
else if (options !== null) await run(options)
