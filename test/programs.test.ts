// Every program of test/programs/scheme in every engine and under stress.
//
// A program ends in what it must do, in comments:
//
//   ;=> 42                        one line of output each
//   ;!> expected a pair           the program ends with an error whose text contains this
//
// The engines always run. The expensive configurations (collecting at every allocation, coins) are
// sampled: which ones a program gets follows from a hash of its name and the commit, so that in time
// all are seen and a failure can be repeated. LAZULI_MATRIX=all runs everything,
// LAZULI_MATRIX=NAME one program under everything. Programs run in child processes, which are
// started again after a crash.

import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Job, Outcome } from '../scripts/program-worker.ts'
import { createVm } from '../src/lang/scheme/index.ts'
import { commitSeed, hash, runsWholeMatrix } from './sampling.ts'

const folder = fileURLToPath(new URL('./programs/scheme', import.meta.url))
const matrix = process.env.LAZULI_MATRIX ?? 'sampled'
const worker = fileURLToPath(new URL('../scripts/program-worker.ts', import.meta.url))
const JOB_LIMIT_MS = 30_000

interface Configuration {
  readonly name: string
  readonly options: Job['options']
}

const engineNames = ['reference', 'threaded', 'lazy', 'auto'] as const
const engines = engineNames.filter((engine) => engine !== 'reference' || hasReference())
const coins = [1, 2, 3, 4, 5, 6, 7, 8]

/** Cheap: every program runs in all of them. */
const always: readonly Configuration[] = [
  ...engines.map((engine) => ({ name: engine, options: { engine } })),
  { name: 'auto, hot at once', options: { engine: 'auto', hotCount: 1 } },
  { name: 'lazy, one version', options: { engine: 'lazy', maxVersions: 1 } },
]
/** Groups of which a program gets one each. */
const sampled: readonly (readonly Configuration[])[] = [
  engines.map((engine) => ({
    name: `${engine}, stack of two pages`,
    options: { engine, stackBytes: 8192 },
  })),
  [
    ...engines.map((engine) => ({
      name: `${engine}, collecting at every allocation`,
      options: { engine, gcStress: true },
    })),
    {
      name: 'auto, hot at once, one version, two pages, collecting at every allocation',
      options: { engine: 'auto', hotCount: 1, maxVersions: 1, stackBytes: 8192, gcStress: true },
    },
  ],
  coins.map((coin) => ({ name: `coin ${coin}`, options: { coin } })),
  coins.map((coin) => ({
    name: `coin ${coin}, one version, two pages`,
    options: { coin, maxVersions: 1, stackBytes: 8192 },
  })),
]

function hasReference(): boolean {
  const vm = createVm({ engine: 'reference' })
  const found = vm.machine.reference !== null
  vm.dispose()
  return found
}

function configurationsOf(program: string, seed: string): Configuration[] {
  const choose = (group: readonly Configuration[], i: number) => {
    const index = hash(`${seed} ${program} ${i}`) % group.length
    return !runsWholeMatrix ? group.slice(index, index + 1) : group
  }
  return [...always, ...sampled.flatMap(choose)]
}

/** One child process that runs jobs in turn. */
class Worker {
  private child: ChildProcessByStdio<Writable, Readable, Readable> | null = null
  private queue: Promise<unknown> = Promise.resolve()

  run(job: Job): Promise<Outcome> {
    const outcome = this.queue.then(() => this.runNow(job))
    this.queue = outcome
    return outcome
  }

  stop(): void {
    this.child?.kill('SIGKILL')
    this.child = null
  }

  private runNow(job: Job): Promise<Outcome> {
    const child = this.child ?? this.start()
    const lines = createInterface({ input: child.stdout })
    let complaint = ''
    const listen = (chunk: Buffer) => {
      complaint += chunk.toString()
    }
    child.stderr.on('data', listen)
    return new Promise<Outcome>((resolve) => {
      const fail = (bug: string) => {
        this.stop()
        finish({ output: '', error: null, bug })
      }
      const onExit = (code: number | null, signal: string | null) =>
        fail(`the process ended: ${signal ?? `exit code ${code}`}\n${complaint}`.trimEnd())
      const timer = setTimeout(() => fail(`no result in ${JOB_LIMIT_MS} ms`), JOB_LIMIT_MS)
      const finish = (outcome: Outcome) => {
        clearTimeout(timer)
        child.off('exit', onExit)
        child.stderr.off('data', listen)
        lines.close()
        resolve(outcome)
      }
      child.once('exit', onExit)
      lines.once('line', (line) => finish(JSON.parse(line) as Outcome))
      child.stdin.write(`${JSON.stringify(job)}\n`)
    })
  }

  private start() {
    const child = spawn(process.execPath, ['--import', 'tsx', worker], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin.on('error', () => {})
    this.child = child
    return child
  }
}

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
const workers = Array.from({ length: Math.min(2, availableParallelism()) }, () => new Worker())
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
