// Every program of test/programs/scheme in every engine and under stress.
//
// A program ends in what it must do, in comments:
//
//   ;=> 42                        one line of output each
//   ;!> expected a pair           the program ends with an error whose text contains this
//
// The configurations are those of program-matrix.ts. LAZULI_MATRIX=NAME runs one program under everything.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../scripts/program-worker.ts'
import { configurationsOf, engines, startWorkers, type Worker } from './program-matrix.ts'
import { commitSeed } from './sampling.ts'

const folder = fileURLToPath(new URL('./programs/scheme', import.meta.url))
const matrix = process.env.LAZULI_MATRIX ?? 'sampled'

interface Expectation {
  readonly output: string
  readonly error: string | null
}

function readExpectation(text: string): Expectation {
  const lines = text.split('\n')
  const after = (mark: string) =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length + 1))
  const [error] = after(';!>')
  return { output: after(';=>').join('\n'), error: error?.trim() ?? null }
}

/** What is wrong with `outcome`, or null. */
function difference(outcome: Outcome, expected: Expectation): string | null {
  if (outcome.bug !== null) return outcome.bug
  const wanted = expected.error === null ? 'none' : `one with "${expected.error}"`
  const isRightError =
    expected.error === null ? outcome.error === null : outcome.error?.includes(expected.error)
  if (!isRightError) return `error: ${outcome.error ?? 'none'}; expected ${wanted}`
  if (outcome.output.replace(/\n$/, '') === expected.output) return null
  return `output:\n${outcome.output}\nexpected:\n${expected.output}`
}

const seed = commitSeed()
const workers = startWorkers()
const programs = readdirSync(folder)
  .filter((name) => name.endsWith('.scm'))
  .filter((name) => ['sampled', 'all'].includes(matrix) || basename(name, '.scm') === matrix)

after(() => {
  for (const each of workers) each.stop()
})

test('there are programs', (t) => {
  t.diagnostic(`${programs.length} programs, engines ${engines.join(', ')}, samples by ${seed}`)
  if (!engines.includes('reference')) t.diagnostic('NOTE: there is no reference engine yet')
  assert.ok(programs.length > 0, `no programs in ${relative(process.cwd(), folder)}`)
})

const runs = programs.map((program, index) => {
  const file = join(folder, program)
  const expected = readExpectation(readFileSync(file, 'utf8'))
  const each = workers[index % workers.length] as Worker
  const jobs = configurationsOf(program, seed).map(async ({ name, options }) => {
    const problem = difference(await each.run({ file, options }), expected)
    return problem === null ? null : `${name}: ${problem}`
  })
  return { program, jobs }
})

for (const { program, jobs } of runs) {
  test(`${program} in ${jobs.length} configurations`, async () => {
    const problems = (await Promise.all(jobs)).filter((problem) => problem !== null)
    assert.equal(problems.length, 0, `\n${problems.join('\n')}`)
  })
}
