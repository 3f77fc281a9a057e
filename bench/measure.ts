// Runs benchmark programs under several engines and collects times and memory.
//
// A run is one child process. Engines take turns within each repeat, so that a change in the
// machine's load hits all of them. A program's own time is read from its own clock, around all of its
// forms: start-up is left out, and so is what a compiler did before; what an engine compiles while
// the program runs is inside.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adaptScheme } from './adapt.ts'
import { type ChildOptions, runChild } from './child.ts'
import { benchFolder, type Engine } from './engines.table.ts'
import { errorReason, type Failure, readOutcome, type Sample } from './outcome.ts'
import { atScale, type Program, type Scale } from './program.ts'
import { minimum } from './statistics.ts'

/** All runs of one program under one engine. */
export type Measurement = {
  program: string
  class: string
  engine: string
  ours: boolean
  /** What the engine's compiler took before the first run; null where there is none. */
  buildMs: number | null
  samples: Sample[]
  /** Why a run gave no time, or null. No further runs are made then. */
  failure: Failure | null
}

export type Plan = {
  programs: readonly Program[]
  engines: readonly Engine[]
  repeats: number
  scale: Scale
  limitMs: number
  onProgress: (step: Step) => void
}

/** One run that was made, for whoever shows how far it is. */
export type Step = {
  program: string
  engine: string
  repeat: number
  /** Runs made and runs planned, these included that failures will spare. */
  done: number
  total: number
  outcome: Sample | Failure
}

/** A program made ready for an engine. */
type Entry = {
  engine: Engine
  file: string
  out: string
  options: ChildOptions
  measurement: Measurement
}

const emptyProgram: Program = { name: 'empty', class: '', files: {} }
const emptyText = '(import (scheme base) (scheme write))\n(display "ok")\n(newline)\n'
const emptyRuns = 3

/** Makes all runs of `plan`. An engine without a version of a program has no measurement for it. */
export async function measure(plan: Plan): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-bench-'))
  try {
    const work = new Work(plan, folder)
    const measurements: Measurement[] = []
    for (const program of plan.programs) measurements.push(...(await work.program(program)))
    return measurements
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One call of `measure` under way. */
class Work {
  private readonly plan: Plan
  private readonly folder: string
  private readonly total: number
  private done = 0
  /** Least process time of a program that does nothing, by engine. */
  private readonly emptyMs = new Map<string, number>()

  constructor(plan: Plan, folder: string) {
    this.plan = plan
    this.folder = folder
    const pairs = plan.programs.map((program) => this.enginesOf(program).length)
    this.total = pairs.reduce((sum, count) => sum + count, 0) * plan.repeats
  }

  async program(program: Program): Promise<Measurement[]> {
    const entries: Entry[] = []
    for (const engine of this.enginesOf(program)) {
      const text = readFileSync(program.files[engine.language] as string, 'utf8')
      entries.push(await this.prepare(program, engine, atScale(text, this.plan.scale)))
    }
    for (let repeat = 1; repeat <= this.plan.repeats; repeat++) {
      for (const entry of entries) await this.run(entry, repeat)
    }
    for (const entry of entries) await this.completeOwnTimes(entry)
    return entries.map((entry) => entry.measurement)
  }

  private enginesOf(program: Program): Engine[] {
    return this.plan.engines.filter((engine) => program.files[engine.language] !== undefined)
  }

  private async run({ engine, file, out, options, measurement }: Entry, repeat: number) {
    this.done++
    if (measurement.failure !== null) return
    const outcome = readOutcome(await runChild(engine.command(file, out), options))
    if ('reason' in outcome) measurement.failure = outcome
    else measurement.samples.push(outcome)
    const { done, total } = this
    const { program } = measurement
    this.plan.onProgress({ program, engine: engine.name, repeat, done, total, outcome })
  }

  /** Writes the file to run and compiles it, if the engine has a compiler. */
  private async prepare(program: Program, engine: Engine, text: string): Promise<Entry> {
    const folder = join(this.folder, engine.name)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `${program.name}${engine.extension}`)
    const out = join(folder, `${program.name}.out`)
    const { name, ours } = engine
    const measurement: Measurement = {
      program: program.name,
      class: program.class,
      engine: name,
      ours,
      buildMs: null,
      samples: [],
      failure: null,
    }
    const options = { folder, environment: engine.environment, limitMs: this.plan.limitMs }
    writeFileSync(file, adapt(text, engine))
    for (const command of engine.build(file, out)) {
      const ending = await runChild(command, options)
      if (ending.how !== 'exit 0') {
        const reason = `compiler: ${errorReason(ending)}`
        measurement.failure = { kind: 'unsupported', reason }
        break
      }
      measurement.buildMs = (measurement.buildMs ?? 0) + ending.milliseconds
    }
    return { engine, file, out, options, measurement }
  }

  /** For runs that told no time of their own: process time less that of a program that does nothing. */
  private async completeOwnTimes({ engine, measurement }: Entry): Promise<void> {
    for (const sample of measurement.samples) {
      if (sample.ownMs !== null) continue
      const empty = this.emptyMs.get(engine.name) ?? (await this.measureEmpty(engine))
      this.emptyMs.set(engine.name, empty)
      sample.ownMs = Math.max(0, sample.processMs - empty)
    }
  }

  private async measureEmpty(engine: Engine): Promise<number> {
    if (engine.language !== 'scheme') return 0
    const { file, out, options } = await this.prepare(emptyProgram, engine, emptyText)
    const times: number[] = []
    for (let i = 0; i < emptyRuns; i++) {
      times.push((await runChild(engine.command(file, out), options)).milliseconds)
    }
    return minimum(times)
  }
}

/** A program's text as `engine` wants it. */
export function adapt(text: string, engine: Engine): string {
  if (engine.dialect !== null) return adaptScheme(text, engine.dialect, benchFolder)
  if (engine.prelude === null) return text
  return readFileSync(join(benchFolder, 'preludes', engine.prelude), 'utf8') + text
}

/** The installed ones of `wanted`; `note` hears about each of the others. */
export function keepInstalled(wanted: readonly Engine[], note: (text: string) => void): Engine[] {
  return wanted.filter((engine) => {
    const presence = engine.probe()
    if (!presence.installed) note(`skipping ${engine.name}: ${presence.reason}`)
    return presence.installed
  })
}

export function ownTimes(measurement: Measurement): number[] {
  return measurement.samples.map((sample) => sample.ownMs ?? sample.processMs)
}

export function processTimes(measurement: Measurement): number[] {
  return measurement.samples.map((sample) => sample.processMs)
}

/** Largest resident set of all runs, in KiB; null where it is not known. */
export function peakKib(measurement: Measurement): number | null {
  const peaks = measurement.samples.flatMap((sample) => sample.peakKib ?? [])
  return peaks.length === 0 ? null : Math.max(...peaks)
}

/** The least own time of a program under an engine; undefined unless all its runs were good. */
export function bestOwnMs(
  measurements: readonly Measurement[],
  program: string,
  engine: string,
): number | undefined {
  const found = measurements.find((each) => each.program === program && each.engine === engine)
  return found === undefined || found.failure !== null ? undefined : minimum(ownTimes(found))
}

/** Time of `engine` by time of `peer`; undefined where either is missing or below the clock. */
export function ratio(
  measurements: readonly Measurement[],
  program: string,
  engine: string,
  peer: string,
): number | undefined {
  const ours = bestOwnMs(measurements, program, engine)
  const theirs = bestOwnMs(measurements, program, peer)
  return ours && theirs ? ours / theirs : undefined
}
