// `npx tsx bench/gate.ts`: the speed requirements on the tiers, each a line that says PASS or FAIL
// with its figure. Exit code 1 unless all pass. A figure that could not be measured is a FAIL.
//
//   --repeat=N         runs of each program under each engine (default 5)
//
// The engines of one requirement run interleaved in one go; times are minima over the repeats.

import { parseArgs } from 'node:util'
import {
  bestOwnMs,
  findEngines,
  geometricMean,
  keepInstalled,
  type Measurement,
  measure,
  type ProgramName,
  parseRepeats,
  ratio,
  type Scale,
} from './measure.ts'

function readRepeats(): number {
  try {
    const { values } = parseArgs({ options: { repeat: { type: 'string', default: '5' } } })
    return parseRepeats(values.repeat)
  } catch (error) {
    console.error(`gate: ${error instanceof Error ? error.message : error}`)
    process.exit(2)
  }
}

function runAll(
  repeats: number,
  programs: readonly ProgramName[],
  engineNames: readonly string[],
  scale: Scale,
): Measurement[] {
  const engines = keepInstalled(findEngines(engineNames), (text) => console.error(text))
  return measure({
    programs,
    engines,
    repeats,
    scale,
    onProgress: (text) => process.stderr.write(text),
  })
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

function lazyRequirements(repeats: number): Requirement[] {
  const callPrograms = ['fib', 'tak', 'queens', 'sort'] as const
  const floatPrograms = ['mandelbrot', 'nbody'] as const
  const [lazy, chez] = ['lazuli-lazy', 'chez']
  const measurements = runAll(repeats, [...callPrograms, ...floatPrograms], [lazy, chez], 'full')
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

function referenceRequirements(repeats: number): Requirement[] {
  // The small size of fib is 30.
  const measurements = runAll(repeats, ['fib'], ['lazuli-reference'], 'small')
  const best = bestOwnMs(measurements, 'fib', 'lazuli-reference')
  return [single('reference, fib(30)', best, 150, ' ms')]
}

function threadedRequirements(repeats: number): Requirement[] {
  const programs = ['fib', 'tak', 'queens'] as const
  const [threaded, peer] = ['lazuli-threaded', 'luajit-off']
  const measurements = runAll(repeats, programs, [threaded, peer], 'full')
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
  ...lazyRequirements(repeats),
  ...referenceRequirements(repeats),
  ...threadedRequirements(repeats),
]
const verdicts = requirements.map(judge)
process.exitCode = verdicts.every((passes) => passes) ? 0 : 1
