// Runs benchmark programs under several engines and collects their times.
//
// A run is one child process. It prints one line, `name: ok RESULT MILLISECONDS`, timed by its own
// clock around the work: our start-up is left out, all compiling of the program's code is inside.
// Engines take turns within each repeat, so that a change in the machine's load hits all of them.
// Ratios are between minima, which such changes disturb least.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { benchFolder, type Engine, engines, languages } from './engines.table.ts'

export const programNames = ['fib', 'tak', 'queens', 'sort', 'mandelbrot', 'nbody'] as const
export type ProgramName = (typeof programNames)[number]

/** Which of the two sizes on a program's `size` line to run. */
export type Scale = 'full' | 'small'

export type Sample = {
  /** What the program measured around its work. */
  ownMs: number
  /** From starting the process to its end, seen from outside. */
  processMs: number
}

/** All runs of one program under one engine. */
export type Measurement = {
  program: ProgramName
  engine: string
  samples: Sample[]
  /** Why a run gave no time, or null. No further runs are made then. */
  failure: string | null
}

export type Plan = {
  programs: readonly ProgramName[]
  engines: readonly Engine[]
  repeats: number
  scale: Scale
  /** Called with pieces of a line of text as the runs go by. */
  onProgress: (text: string) => void
}

const runLimitMs = 180_000

/** Both languages: `(define size 40) ; …; small 30` and `local size = 40 -- …; small 30`. */
const sizeLine = /^(\(define size |local size = )\d+(.*\bsmall (\d+))$/m

/** Looks up engines by name; a name that is not in the table is an error message for the user. */
export function findEngines(names: readonly string[]): Engine[] {
  return names.map((name) => {
    const engine = engines.find((each) => each.name === name)
    if (engine === undefined) {
      throw new Error(`no engine ${name}; there are ${engines.map((e) => e.name).join(', ')}`)
    }
    return engine
  })
}

/** The number of runs that a `--repeat` option asks for. */
export function parseRepeats(text: string): number {
  const repeats = Number(text)
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new Error(`--repeat wants a positive integer, not ${text}`)
  }
  return repeats
}

/** The installed ones of `wanted`; `note` hears about each of the others. */
export function keepInstalled(wanted: readonly Engine[], note: (text: string) => void): Engine[] {
  return wanted.filter((engine) => {
    const presence = engine.probe()
    if (!presence.installed) {
      note(`skipping ${engine.name}: ${presence.reason}`)
    }
    return presence.installed
  })
}

/** Makes all runs of `plan`. An engine without a version of a program has no measurement for it. */
export function measure(plan: Plan): Measurement[] {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-bench-'))
  try {
    return plan.programs.flatMap((program) => measureProgram(plan, program, folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measureProgram(plan: Plan, program: ProgramName, folder: string): Measurement[] {
  const entries = plan.engines
    .filter((engine) => existsSync(sourceFile(engine, program)))
    .map((engine) => ({
      engine,
      file: prepareFile(engine, program, plan.scale, folder),
      measurement: newMeasurement(program, engine.name),
    }))
  for (let repeat = 1; repeat <= plan.repeats; repeat++) {
    plan.onProgress(`${program} ${repeat}/${plan.repeats}:`)
    for (const { engine, file, measurement } of entries) {
      if (measurement.failure !== null) {
        continue
      }
      const outcome = runOnce(engine, program, file)
      if (typeof outcome === 'string') {
        measurement.failure = outcome
        plan.onProgress(`  ${engine.name} FAILED`)
      } else {
        measurement.samples.push(outcome)
        plan.onProgress(`  ${engine.name} ${outcome.ownMs.toFixed(0)}`)
      }
    }
    plan.onProgress('\n')
  }
  return entries.map((entry) => entry.measurement)
}

function newMeasurement(program: ProgramName, engine: string): Measurement {
  return { program, engine, samples: [], failure: null }
}

function sourceFile(engine: Engine, program: ProgramName): string {
  const language = languages[engine.language]
  return join(language.folder, `${program}${language.extension}`)
}

/** The file to run: the program itself, or a copy in `folder` with prelude and size put in. */
function prepareFile(engine: Engine, program: ProgramName, scale: Scale, folder: string): string {
  const file = sourceFile(engine, program)
  if (engine.prelude === null && scale === 'full') {
    return file
  }
  let text = readFileSync(file, 'utf8')
  if (scale === 'small') {
    if (!sizeLine.test(text)) {
      throw new Error(`${file} has no line that gives its sizes`)
    }
    text = text.replace(sizeLine, '$1$3$2')
  }
  if (engine.prelude !== null) {
    text = readFileSync(join(benchFolder, 'preludes', engine.prelude), 'utf8') + text
  }
  const copy = join(folder, `${engine.name}-${basename(file)}`)
  writeFileSync(copy, text)
  return copy
}

/** One run: its times, or a sentence about what went wrong. */
function runOnce(engine: Engine, program: ProgramName, file: string): Sample | string {
  const [command, ...commandArguments] = engine.command(file)
  const start = performance.now()
  const child = spawnSync(command, commandArguments, { encoding: 'utf8', timeout: runLimitMs })
  const processMs = performance.now() - start
  if (child.error !== undefined) {
    return child.error.message
  }
  if (child.status !== 0) {
    const ending = child.signal ?? `exit code ${child.status}`
    return `${ending}: ${child.stderr.trim().slice(-500)}`
  }
  const line = child.stdout.trim()
  const match = /^(\S+): (ok|WRONG) (\S+) (\d+(?:\.\d+)?)$/.exec(line)
  if (match === null || match[1] !== program) {
    return `printed ${JSON.stringify(line.slice(0, 200))} instead of its result line`
  }
  if (match[2] !== 'ok') {
    return `wrong result ${match[3]}`
  }
  return { ownMs: Number(match[4]), processMs }
}

export function ownTimes(measurement: Measurement): number[] {
  return measurement.samples.map((sample) => sample.ownMs)
}

export function processTimes(measurement: Measurement): number[] {
  return measurement.samples.map((sample) => sample.processMs)
}

/** The least own time of a program under an engine; undefined unless all its runs were good. */
export function bestOwnMs(
  measurements: readonly Measurement[],
  program: ProgramName,
  engine: string,
): number | undefined {
  const found = measurements.find((each) => each.program === program && each.engine === engine)
  return found === undefined || found.failure !== null ? undefined : minimum(ownTimes(found))
}

/** Time of `engine` by time of `peer`; undefined where either is missing or below the clock. */
export function ratio(
  measurements: readonly Measurement[],
  program: ProgramName,
  engine: string,
  peer: string,
): number | undefined {
  const ours = bestOwnMs(measurements, program, engine)
  const theirs = bestOwnMs(measurements, program, peer)
  return ours && theirs ? ours / theirs : undefined
}

export function minimum(values: readonly number[]): number {
  return Math.min(...values)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? Number.NaN
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  return (lower + upper) / 2
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}
