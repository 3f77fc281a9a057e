// What compiling a long program costs: the figures of `--stats=json` at several lengths, each with the
// exponent between the last two.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './child.ts'
import type { Engine } from './engines.table.ts'
import type { ProgramShape } from './generate-program.ts'
import { errorReason } from './outcome.ts'
import { showMs } from './report/table.ts'
import { fitExponent } from './statistics.ts'

/** The statistics shown, by the names that `--stats` gives them. */
export const compilationFigures = [
  { name: 'front end', title: 'front end ms' },
  { name: 'linking', title: 'linking ms' },
  { name: 'running', title: 'running ms' },
  { name: 'linked procedures', title: 'procedures' },
  { name: 'block versions', title: 'versions' },
  { name: 'code of the lazy tier', title: 'lazy bytes' },
  { name: 'peak', title: 'peak KiB' },
] as const

const limitMs = 120_000
/** An exponent above this is shown with a mark. */
const expectedExponent = 1.2

type Figures = Record<string, number>
export type Compilation = {
  shape: string
  engine: string
  lengths: readonly number[]
  figures: Figures[]
  rows: string[][]
  /** What ended the series early, or null. */
  failure: string | null
}

/** Compiles and runs `shape` at each length under `engine`. */
export async function measureCompilation(
  shape: ProgramShape,
  engine: Engine,
  lengths: readonly number[],
  folder: string,
): Promise<Compilation> {
  const figures: Figures[] = []
  const rows: string[][] = []
  let failure: string | null = null
  for (const lines of lengths) {
    const file = join(folder, `${shape.name}.scm`)
    writeFileSync(file, shape.generate(lines))
    const [program, ...args] = engine.command(file, '')
    const command = [program, ...args.slice(0, -1), '--stats=json', file] as const
    const ending = await runChild(command, { folder, environment: engine.environment, limitMs })
    const found = ending.how === 'exit 0' ? parseStatistics(ending.stderr) : null
    const title = `${shape.name} ${lines}`
    if (found === null) {
      failure = `${title}, ${engine.name}: ${errorReason(ending)}`
      break
    }
    figures.push({ ...found, peak: ending.peakKib ?? Number.NaN })
    rows.push([title, engine.name, ...compilationFigures.map(({ name }) => cell(figures, name))])
  }
  const exponents = compilationFigures.map(({ name }) => exponentCell(lengths, figures, name))
  rows.push([`  ~ lines^`, '', ...exponents])
  return { shape: shape.name, engine: engine.name, lengths, figures, rows, failure }
}

/** The counters in what `--stats=json` wrote, whatever else stands around it; null without. */
export function parseStatistics(text: string): Figures | null {
  const line = text.split('\n').find((each) => each.startsWith('{'))
  if (line === undefined) return null
  const entries = Object.entries(JSON.parse(line) as Record<string, { value: number }>)
  return Object.fromEntries(entries.map(([name, { value }]) => [name, value]))
}

function cell(figures: readonly Figures[], name: string): string {
  const value = figures.at(-1)?.[name]
  return value === undefined ? '-' : Number.isInteger(value) ? String(value) : showMs(value)
}

/** The growth from the last length but one to the last. */
function exponentCell(lengths: readonly number[], figures: readonly Figures[], name: string) {
  const points = figures
    .map((each, i) => ({ size: lengths[i] ?? 0, cost: each[name] ?? 0 }))
    .filter(({ cost }) => cost > 0)
    .slice(-2)
  if (points.length < 2) return ''
  const exponent = fitExponent(points)
  return `${exponent.toFixed(2)}${exponent > expectedExponent ? ' !' : ''}`
}
