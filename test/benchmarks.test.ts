// The programs of bench/, at their small size, in the configurations of program-matrix.ts.
//
// Each checks its own result and prints `ok`. A run takes a share of the programs, by commit, in two
// configurations each. LAZULI_MATRIX=all takes all in all, LAZULI_MATRIX=NAME one program in all: then
// also where every allocation collects, at a fraction of the size; what a program prints there is compared
// with what the reference engine prints, and what takes too long even so counts for nothing.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atScale, findPrograms, parseSizes } from '../bench/program.ts'
import type { Outcome } from '../scripts/program-worker.ts'
import {
  type Configuration,
  configurationsOf,
  isCollecting,
  isTooSlow,
  startWorkers,
  type Worker,
} from './program-matrix.ts'
import { commitSeed, hash, runsWholeMatrix } from './sampling.ts'

const matrix = process.env.LAZULI_MATRIX ?? 'sampled'
const bench = fileURLToPath(new URL('../bench', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'lazuli-benchmarks-'))
const seed = commitSeed()
const workers = startWorkers()
/** One program in so many is taken. */
const SHARE = 12
const SAMPLES = 2
/** Where every allocation collects, a program is so much smaller. */
const FRACTION = 1000

after(() => {
  for (const each of workers) each.stop()
  rmSync(scratch, { recursive: true })
})

const programs = findPrograms(bench).filter(
  ({ name, files }) =>
    files.scheme !== undefined &&
    (matrix === name || runsWholeMatrix || hash(`${seed} ${name}`) % SHARE === 0),
)

function write(name: string, text: string): string {
  const file = join(scratch, `${name}.scm`)
  writeFileSync(file, text)
  return file
}

/** Some print how long they took. */
const withoutTime = (output: string) => output.replace(/(ok|WRONG) (\S+) \d+$/gm, '$1 $2')

function problemOf({ bug, error, output }: Outcome, right: Outcome | null): string | null {
  if (bug !== null) return bug
  if (right === null) return error === null && /\bok\b/.test(output) ? null : `${error ?? output}`
  const isSame = withoutTime(output) === withoutTime(right.output) && error === right.error
  return isSame
    ? null
    : `${error ?? output}\nin the reference engine: ${right.error ?? right.output}`
}

async function run(worker: Worker, name: string, text: string): Promise<string[]> {
  const small = Math.max(1, Math.floor((parseSizes(text)?.small ?? 1) / FRACTION))
  const file = write(name, atScale(text, 'small'))
  const tiny = write(
    `${name}-tiny`,
    text.replace(/^\(define size \d+\)/m, `(define size ${small})`),
  )
  const right = await worker.run({ file: tiny, options: { engine: 'reference' } })
  const check = async (configuration: Configuration) => {
    const collects = isCollecting(configuration)
    const { options } = configuration
    const outcome = await worker.run({ file: collects ? tiny : file, options })
    if (collects && isTooSlow(outcome)) return null
    const problem = problemOf(outcome, collects ? right : null)
    return problem === null ? null : `${configuration.name}: ${problem}`
  }
  const problems = await Promise.all(chosen(name).map(check))
  return problems.filter((problem) => problem !== null)
}

function chosen(name: string): Configuration[] {
  const all = configurationsOf(name, seed)
  if (runsWholeMatrix || matrix === name) return all
  const quick = all.filter((each) => !isCollecting(each))
  const first = hash(`${name} ${seed}`)
  const pick = (i: number) => quick[(first + i) % quick.length] as Configuration
  return Array.from({ length: SAMPLES }, (_, i) => pick(i))
}

const runs = programs.map(({ name, files }, i) => {
  const text = readFileSync(files.scheme as string, 'utf8')
  return { name, problems: run(workers[i % workers.length] as Worker, name, text) }
})

for (const { name, problems } of runs) {
  test(`benchmark ${name}`, async () => {
    const found = await problems
    assert.equal(found.length, 0, `\n${found.join('\n')}`)
  })
}
