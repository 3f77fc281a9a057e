// A child process that runs fuzz programs; started again after a crash, killed when it takes too long.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Outcome, Run } from './outcome.ts'

const script = fileURLToPath(new URL('./scheme-worker.ts', import.meta.url))
/** For one run. */
const RUN_LIMIT_MS = 20_000
/** Tasks after which a fresh process is taken, so that it stays small. */
const MOST_TASKS = 200
const MOST_COMPLAINT = 4000

export class WorkerProcess {
  private child: ChildProcessByStdio<Writable, Readable, Readable> | null = null
  private lines: Interface | null = null
  private tasks = 0
  private complaint = ''
  /** Gets each line of the child, and a text about its end. */
  private onLine: (line: string) => void = () => {}
  private onEnd: (reason: string) => void = () => {}

  /** One outcome for each run, whatever happens to the process. */
  async run(runs: readonly Run[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    while (outcomes.length < runs.length) {
      outcomes.push(...(await this.attempt(runs.slice(outcomes.length))))
    }
    return outcomes
  }

  stop(): void {
    this.onEnd = () => {}
    this.child?.kill('SIGKILL')
    this.lines?.close()
    this.child = null
  }

  /** Runs until the process ends: the last outcome may be its end. */
  private attempt(runs: readonly Run[]): Promise<Outcome[]> {
    if (++this.tasks > MOST_TASKS) {
      this.stop()
      this.tasks = 0
    }
    const child = this.child ?? this.start()
    const outcomes: Outcome[] = []
    return new Promise((resolve) => {
      const fail = (bug: string) => {
        clearTimeout(timer)
        this.stop()
        outcomes.push({ output: '', error: null, bug, hot: 0, stubs: 0, rounds: 0 })
        resolve(outcomes)
      }
      const hang = () => fail(`the process hangs: no result in ${RUN_LIMIT_MS} ms`)
      let timer = setTimeout(hang, RUN_LIMIT_MS)
      this.onEnd = (reason) => fail(`the process ended: ${reason}\n${this.complaint}`.trimEnd())
      this.onLine = (line) => {
        clearTimeout(timer)
        outcomes.push(JSON.parse(line) as Outcome)
        if (outcomes.length === runs.length) resolve(outcomes)
        else timer = setTimeout(hang, RUN_LIMIT_MS)
      }
      child.stdin.write(`${JSON.stringify({ runs })}\n`)
    })
  }

  private start() {
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.complaint = ''
    child.stdin.on('error', () => {})
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = (this.complaint + text).slice(0, MOST_COMPLAINT)
    })
    child.once('close', (code, signal) => {
      if (child === this.child) this.onEnd(signal ?? `exit code ${code}`)
    })
    this.lines = createInterface({ input: child.stdout })
    this.lines.on('line', (line) => {
      if (child === this.child) this.onLine(line)
    })
    this.child = child
    return child
  }
}
