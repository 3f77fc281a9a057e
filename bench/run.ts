// `npm run bench`: times the benchmark programs under our tiers and under their peers, and prints a
// table for each program and the geometric means of the ratios.
//
//   --engines=A,B      which engines, see engines.table.ts (default: all)
//   --programs=A,B     which programs (default: all)
//   --repeat=N         runs of each (default 5)
//   --scale=small      the small size of every program, for trying things out (default: full)
//   --json FILE        also writes every sample, with machine and command
//
// Exit code 1 when a run failed or gave a wrong result, 2 for a wrong invocation.

import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Engine, engines } from './engines.table.ts'
import {
  bestOwnMs,
  findEngines,
  geometricMean,
  keepInstalled,
  type Measurement,
  measure,
  median,
  minimum,
  ownTimes,
  type Plan,
  type ProgramName,
  parseRepeats,
  processTimes,
  programNames,
  ratio,
  type Scale,
} from './measure.ts'

/** Whom the others are compared with; both are columns of every table where they ran. */
const peers = ['chez', 'luajit-off'] as const

type Options = Omit<Plan, 'onProgress'> & { jsonFile: string | null }

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      engines: { type: 'string' },
      programs: { type: 'string' },
      repeat: { type: 'string', default: '5' },
      scale: { type: 'string', default: 'full' },
      json: { type: 'string' },
    },
  })
  return {
    engines: values.engines === undefined ? engines : findEngines(values.engines.split(',')),
    programs: values.programs === undefined ? programNames : findPrograms(values.programs),
    repeats: parseRepeats(values.repeat),
    scale: findScale(values.scale),
    jsonFile: values.json ?? null,
  }
}

function findPrograms(list: string): ProgramName[] {
  return list.split(',').map((name) => {
    const program = programNames.find((each) => each === name)
    if (program === undefined) {
      throw new Error(`no program ${name}; there are ${programNames.join(', ')}`)
    }
    return program
  })
}

function findScale(text: string): Scale {
  if (text !== 'full' && text !== 'small') {
    throw new Error(`--scale is full or small, not ${text}`)
  }
  return text
}

function printProgram(program: ProgramName, measurements: readonly Measurement[]): void {
  const rows = measurements.filter((each) => each.program === program)
  const shownPeers = peers.filter((peer) => rows.some((row) => row.engine === peer))
  const titles = ['own min', 'median', 'process', 'median', ...shownPeers.map((p) => `/ ${p}`)]
  console.log(`\n${program.padEnd(20)}${titles.map(cell).join('')}`)
  for (const row of rows) {
    const name = `  ${row.engine}`.padEnd(20)
    if (row.failure !== null) {
      console.log(`${name}  FAILED: ${row.failure}`)
      continue
    }
    const [own, whole] = [ownTimes(row), processTimes(row)]
    const times = [minimum(own), median(own), minimum(whole), median(whole)]
    const ratios = shownPeers.map((peer) => ratio(measurements, program, row.engine, peer))
    console.log(name + [...times.map(showMs), ...ratios.map(showRatio)].map(cell).join(''))
  }
}

/** For each engine and peer, the mean over those programs that both ran. */
function printMeans(options: Options, measurements: readonly Measurement[]): void {
  console.log('\ngeometric mean of the ratios')
  for (const { name } of options.engines) {
    for (const peer of peers.filter((each) => each !== name)) {
      const ratios = options.programs.flatMap(
        (program) => ratio(measurements, program, name, peer) ?? [],
      )
      if (ratios.length > 0) {
        const mean = cell(showRatio(geometricMean(ratios)))
        console.log(`  ${`${name} / ${peer}`.padEnd(30)}${mean}   ${ratios.length} programs`)
      }
    }
  }
}

function cell(text: string): string {
  return text.padStart(14)
}

function showMs(value: number): string {
  return `${value.toFixed(0)} ms`
}

function showRatio(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(3)
}

function describeEngine(engine: Engine): { name: string; version: string } {
  const presence = engine.probe()
  return { name: engine.name, version: presence.installed ? presence.version : 'not installed' }
}

function writeJson(file: string, options: Options, measurements: readonly Measurement[]): void {
  const report = {
    date: new Date().toISOString(),
    command: ['bench/run.ts', ...process.argv.slice(2)].join(' '),
    machine: { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
    node: process.versions.node,
    engines: options.engines.map(describeEngine),
    scale: options.scale,
    repeats: options.repeats,
    measurements: measurements.map((each) => ({
      ...each,
      bestOwnMs: bestOwnMs(measurements, each.program, each.engine) ?? null,
    })),
  }
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
}

function run(options: Options): void {
  const note = (text: string) => console.error(text)
  const installed = { ...options, engines: keepInstalled(options.engines, note) }
  const measurements = measure({
    ...installed,
    onProgress: (text) => process.stderr.write(text),
  })
  for (const program of options.programs) {
    printProgram(program, measurements)
  }
  printMeans(installed, measurements)
  if (options.jsonFile !== null) {
    writeJson(options.jsonFile, installed, measurements)
  }
  const failures = measurements.filter((each) => each.failure !== null)
  if (failures.length > 0) {
    console.log(`\n${failures.length} FAILED`)
    process.exitCode = 1
  }
}

let options: Options | null = null
try {
  options = readOptions()
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 2
}
if (options !== null) {
  run(options)
}
