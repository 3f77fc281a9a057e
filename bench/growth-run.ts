// Runs one program at doubling sizes and fits a power law to what it cost.
//
// Times below a few milliseconds say nothing about growth and are left out of the fit, and so is
// memory that does not rise above what the engine has anyway. An engine that has become too slow is not
// asked for larger sizes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engines.table.ts'
import type { GrowthProgram } from './growth-programs.table.ts'
import { type Measurement, measure, ownTimes, peakKib } from './measure.ts'
import { fitExponent, minimum } from './statistics.ts'

export type Point = { size: number; ownMs: number; peakKib: number | null }

export type Growth = {
  program: GrowthProgram
  engine: string
  points: Point[]
  /** Why larger sizes were not run, if they failed. */
  failure: string | null
}

const imports =
  '(import (scheme base) (scheme char) (scheme cxr) (scheme inexact) (scheme write))\n'
const limitMs = 60_000
const tooSlowMs = 3000
const leastMs = 4
const leastKib = 4096
/** How far above the expected exponent a fitted one may lie. */
const tolerance = 0.2

/** All sizes of `program`, engine by engine. */
export async function measureGrowth(
  program: GrowthProgram,
  engines: readonly Engine[],
  steps: number,
  repeats: number,
): Promise<Growth[]> {
  const growths = engines.map(
    (engine): Growth => ({ program, engine: engine.name, points: [], failure: null }),
  )
  const folder = mkdtempSync(join(tmpdir(), 'lazuli-growth-'))
  const file = join(folder, `${program.name}.scm`)
  try {
    for (let step = 0; step < steps; step++) {
      const size = program.base * 2 ** step
      writeFileSync(file, imports + program.source(size))
      const alive = engines.filter((_, i) => mayGrow(growths[i] as Growth))
      const programs = [{ name: program.name, class: '', files: { scheme: file } }]
      const onProgress = () => {}
      const plan = {
        programs,
        engines: alive,
        repeats,
        scale: 'full' as const,
        limitMs,
        onProgress,
      }
      for (const found of await measure(plan)) {
        const growth = growths.find((each) => each.engine === found.engine) as Growth
        if (found.failure !== null) growth.failure = `at ${size}: ${found.failure.reason}`
        else growth.points.push(toPoint(size, found))
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return growths
}

function mayGrow({ points, failure }: Growth): boolean {
  return failure === null && (points.at(-1)?.ownMs ?? 0) < tooSlowMs
}

function toPoint(size: number, found: Measurement): Point {
  return { size, ownMs: minimum(ownTimes(found)), peakKib: peakKib(found) }
}

export type Verdict = {
  /** Fitted exponents; null where there are too few points for one. */
  time: number | null
  memory: number | null
  flags: string[]
}

/** Fits the upper points and compares with what the program's row expects. */
export function judgeGrowth({ program, points }: Pick<Growth, 'program' | 'points'>): Verdict {
  const time = fit(
    points.filter(({ ownMs }) => ownMs >= leastMs).map((p) => ({ size: p.size, cost: p.ownMs })),
  )
  const least = Math.min(...points.map((point) => point.peakKib ?? Number.POSITIVE_INFINITY))
  const memory = fit(
    points
      .map(({ size, peakKib }) => ({ size, cost: (peakKib ?? 0) - least }))
      .filter(({ cost }) => cost >= leastKib),
  )
  const flags: string[] = []
  if (time !== null && time > program.time + tolerance) {
    flags.push(`TIME grows faster than n^${program.time}`)
  }
  if (memory !== null && memory > program.memory + tolerance + 0.3) {
    flags.push(`MEMORY grows faster than n^${program.memory}`)
  }
  return { time, memory, flags }
}

/** Over the four largest sizes: small ones are start-up and warming up. */
function fit(points: readonly { size: number; cost: number }[]): number | null {
  return points.length < 3 ? null : fitExponent(points.slice(-4))
}
