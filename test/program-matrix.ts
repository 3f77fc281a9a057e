// The matrix in which whole programs run: configurations, and the child processes that run them.
//
// The engines always run. The expensive configurations (collecting at every allocation, coins) are
// sampled: which ones a program gets follows from a hash of its name and the commit, so that in time
// all are seen and a failure can be repeated. LAZULI_MATRIX=all runs everything. Programs run in child
// processes, which are started again after a crash.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Job, Outcome } from '../scripts/program-worker.ts'
import { createVm } from '../src/lang/scheme/index.ts'
import { hash } from './sampling.ts'

const worker = fileURLToPath(new URL('../scripts/program-worker.ts', import.meta.url))
const JOB_LIMIT_MS = 60_000
const TOO_SLOW = 'no result in'
/** Else all programs, or the one named, run in every configuration. */
const isSampled = process.env['LAZULI_MATRIX'] === undefined

export interface Configuration {
  readonly name: string
  readonly options: Job['options']
}

const engineNames = ['reference', 'threaded', 'lazy', 'auto'] as const
export const engines = engineNames.filter((engine) => engine !== 'reference' || hasReference())
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

/** The configurations in which this run runs `program`. */
export function configurationsOf(program: string, seed: string): Configuration[] {
  const choose = (group: readonly Configuration[], i: number) => {
    const index = hash(`${seed} ${program} ${i}`) % group.length
    return isSampled ? group.slice(index, index + 1) : group
  }
  return [...always, ...sampled.flatMap(choose)]
}

/** One child process that runs jobs in turn. */
export class Worker {
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
      const timer = setTimeout(() => fail(`${TOO_SLOW} ${JOB_LIMIT_MS} ms`), JOB_LIMIT_MS)
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

/** The workers of a test file; each is to be stopped. */
export function startWorkers(): Worker[] {
  return Array.from({ length: Math.min(2, availableParallelism()) }, () => new Worker())
}

export const isCollecting = ({ options }: Configuration): boolean => options.gcStress === true

export const isTooSlow = ({ bug }: Outcome): boolean => bug?.startsWith(TOO_SLOW) ?? false
