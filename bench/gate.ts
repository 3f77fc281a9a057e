// `npx tsx bench/gate.ts`: the speed requirements on the tiers, each a line that says PASS or FAIL
// with its figure. Exit code 1 unless all pass. A figure that could not be measured is a FAIL.
//
//   --repeat=N         runs of each program under each engine (default 5)
//
// The engines of one requirement run interleaved in one go; times are minima over the repeats.

import { parseArgs } from 'node:util'
import { benchFolder, findEngines } from './engines.table.ts'
import { bestOwnMs, keepInstalled, type Measurement, measure, ratio } from './measure.ts'
import { parsePositive } from './options.ts'
import { findPrograms, type Scale, selectPrograms } from './program.ts'
import { Progress } from './progress.ts'
import { geometricMean } from './statistics.ts'

const runLimitMs = 180_000

function readRepeats(): number {
  try {
    const { values } = parseArgs({ options: { repeat: { type: 'string', default: '5' } } })
    return parsePositive('repeat', values.repeat)
  } catch (error) {
    console.error(`gate: ${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}

async function runAll(
  repeats: number,
  programNames: readonly string[],
  engineNames: readonly string[],
  scale: Scale,
): Promise<Measurement[]> {
  const engines = keepInstalled(findEngines(engineNames), (text) => console.error(text))
  const progress = new Progress()
  const programs = selectPrograms(findPrograms(benchFolder), programNames, [])
  const onProgress = progress.step
  const plan = { programs, engines, repeats, scale, limitMs: runLimitMs, onProgress }
  const measurements = await measure(plan)
  progress.end()
  return measurements
}

type Requirement = {
  name: string
  /** Undefined when something needed for it failed or is not installed. */
  figure: number | undefined
  limit: number
  unit: string
  /** The figures it was made from, when there are several. */
  parts: string
}

function single(name: string, figure: number | undefined, limit: number, unit = ''): Requirement {
  return { name, figure, limit, unit, parts: '' }
}

async function lazyRequirements(repeats: number): Promise<Requirement[]> {
  const callPrograms = ['fib', 'tak', 'queens', 'sort'] as const
  const floatPrograms = ['mandelbrot', 'nbody'] as const
  const [lazy, chez] = ['lazuli-lazy', 'chez']
  const measurements = await runAll(
    repeats,
    [...callPrograms, ...floatPrograms],
    [lazy, chez],
    'full',
  )
  const ratios = callPrograms.map((program) => ratio(measurements, program, lazy, chez))
  const known = ratios.filter((each) => each !== undefined)
  const mean: Requirement = {
    name: `lazy / chez, geometric mean of ${callPrograms.join(' ')}`,
    figure: known.length === ratios.length ? geometricMean(known) : undefined,
    limit: 0.85,
    unit: '',
    parts: ratios.map((each, i) => `${callPrograms[i]} ${each?.toFixed(3) ?? '?'}`).join(', '),
  }
  const floats = floatPrograms.map((program) =>
    single(`lazy / chez, ${program}`, ratio(measurements, program, lazy, chez), 0.6),
  )
  return [mean, ...floats]
}

async function referenceRequirements(repeats: number): Promise<Requirement[]> {
  // The small size of fib is 30.
  const measurements = await runAll(repeats, ['fib'], ['lazuli-reference'], 'small')
  const best = bestOwnMs(measurements, 'fib', 'lazuli-reference')
  return [single('reference, fib(30)', best, 150, ' ms')]
}

async function threadedRequirements(repeats: number): Promise<Requirement[]> {
  const programs = ['fib', 'tak', 'queens'] as const
  const [threaded, peer] = ['lazuli-threaded', 'luajit-off']
  const measurements = await runAll(repeats, programs, [threaded, peer], 'full')
  return programs.map((program) =>
    single(
      `threaded / luajit -joff, ${program}`,
      ratio(measurements, program, threaded, peer),
      1.5,
    ),
  )
}

/** Prints the verdict and returns it. */
function judge({ name, figure, limit, unit, parts }: Requirement): boolean {
  const passes = figure !== undefined && figure <= limit
  const shown = figure === undefined ? 'not measured' : `${Number(figure.toFixed(3))}${unit}`
  const details = parts === '' ? '' : `   (${parts})`
  console.log(`${passes ? 'PASS' : 'FAIL'}  ${name}: ${shown}, limit ${limit}${unit}${details}`)
  return passes
}

const repeats = readRepeats()
const requirements = [
  ...(await lazyRequirements(repeats)),
  ...(await referenceRequirements(repeats)),
  ...(await threadedRequirements(repeats)),
]
const verdicts = requirements.map(judge)
process.exitCode = verdicts.every((passes) => passes) ? 0 : 1
