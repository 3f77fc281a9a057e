// Mutants of code files, each refused with offset and reason, or run in every engine to an end of the guest's.
//
//   npx tsc --noEmit false --outDir .stress/dist
//   nice -n 19 node .stress/dist/test/fuzz/bytecode-mutants.js --seed=1 --count=1000000 --log=mutants.log
//   npx tsx test/fuzz/bytecode-mutants.ts --seed=76001 --count=2000    one batch again, from the sources
//
// Child processes take batches of seeds; a crash or a hang of one costs its batch, which can be repeated alone.
// The log has a line of JSON for each batch that is done and for each failure. A campaign that was killed goes on
// where its log ends; the sums at the end are those of the whole log.

import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { addTally, BytecodeTrial, type Tally } from './bytecode-trial.ts'
import { isMain } from './random.ts'

const BATCH = 2000
/** For 25 mutants, on a machine that has other things to do. */
const MOST_SILENCE_MS = 900_000
const MOST_FAILURES = 20

interface Batch {
  readonly seed: number
  readonly count: number
}

/** What a child says, and what lines of the log say. */
type Message =
  | {
      readonly kind: 'start'
      readonly time: string
      readonly revision: string
      readonly programs: readonly string[]
    }
  | { readonly kind: 'at'; readonly seed: number }
  | { readonly kind: 'failure'; readonly seed: number; readonly text: string }
  | { readonly kind: 'done'; readonly batch: Batch; readonly tally: Tally }

class Campaign {
  private readonly batches: Iterator<Batch>
  private readonly children = new Set<ChildProcess>()
  private readonly log: string
  private readonly started = performance.now()
  private mutantsHere = 0
  failures = 0
  readonly tally: Tally = {}

  constructor(seed: number, count: number, log: string) {
    this.log = log
    const done = new Set<number>()
    for (const message of readLog(log)) {
      if (message.kind !== 'done') continue
      done.add(message.batch.seed)
      addTally(this.tally, message.tally)
    }
    this.batches = batchesOf(seed, count, done)
  }

  /** Runs the batches that are left in one child after the other. */
  async work(): Promise<void> {
    for (let batch = this.next(); batch !== null; batch = this.next()) await this.workFrom(batch)
  }

  private workFrom(first: Batch): Promise<void> {
    const child = fork(import.meta.filename, ['--child'], { execArgv: process.execArgv })
    this.children.add(child)
    let batch: Batch | null = first
    let at = first.seed
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const listen = () => {
        clearTimeout(timer)
        timer = setTimeout(() => child.kill('SIGKILL'), MOST_SILENCE_MS)
      }
      child.on('message', (message: Message) => {
        listen()
        if (message.kind === 'at') at = message.seed
        else this.write(message)
        if (message.kind === 'failure') this.failures++
        if (message.kind !== 'done') return
        this.add(message.tally)
        batch = this.next()
        if (batch === null) child.disconnect()
        else child.send(batch)
      })
      child.on('exit', (code, signal) => {
        clearTimeout(timer)
        this.children.delete(child)
        if (batch !== null) {
          const text = `batch ${batch.seed}, from mutant ${at} on: ended by ${signal ?? code}`
          this.failures++
          this.write({ kind: 'failure', seed: at, text })
        }
        resolve()
      })
      listen()
      child.send(first)
    })
  }

  private next(): Batch | null {
    if (this.failures >= MOST_FAILURES) return null
    const { value, done } = this.batches.next()
    return done ? null : value
  }

  private write(message: Message): void {
    if (message.kind === 'failure') console.log(message.text)
    if (this.log !== '') appendFileSync(this.log, `${JSON.stringify(message)}\n`)
  }

  private add(more: Tally): void {
    addTally(this.tally, more)
    this.mutantsHere += more['mutants'] ?? 0
    if (this.mutantsHere % (10 * BATCH) !== 0) return
    const perSecond = this.mutantsHere / ((performance.now() - this.started) / 1000)
    console.log(`${this.tally['mutants']} mutants, ${perSecond.toFixed(0)} a second`)
  }
}

function* batchesOf(seed: number, count: number, done: ReadonlySet<number>): Generator<Batch> {
  for (let at = 0; at < count; at += BATCH) {
    if (!done.has(seed + at)) yield { seed: seed + at, count: Math.min(BATCH, count - at) }
  }
}

/** The last line may have been cut off. */
function readLog(log: string): Message[] {
  if (log === '' || !existsSync(log)) return []
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Message)
}

/** Tries `count` mutants of a few programs in this process; throws at the first failure. */
export function tryMutants(seed: number, count: number, originals: number): Tally {
  const trial = new BytecodeTrial(originals)
  return trial.tryBatch(seed, count, (error) => {
    throw error
  })
}

const STEP = 25

function serveBatches(): void {
  const trial = new BytecodeTrial()
  const say = (message: Message) => process.send?.(message)
  const revision = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' })
  const time = new Date().toISOString()
  say({ kind: 'start', time, revision: revision.trim(), programs: trial.names })
  process.on('message', (batch: Batch) => {
    const tally: Tally = {}
    const { seed, count } = batch
    const fail = (error: Error, at: number) => {
      const text = `${error.message}, in batch ${seed}\n${causes(error)}`
      say({ kind: 'failure', seed: at, text })
    }
    addTally(
      tally,
      trial.tryBatch(seed, count, fail, (at) => {
        if (at % STEP === 0) say({ kind: 'at', seed: at })
      }),
    )
    say({ kind: 'done', batch, tally })
  })
}

function causes({ cause }: Error): string {
  if (cause === undefined) return ''
  const lines = String((cause as Error).stack ?? cause).split('\n')
  return lines.slice(0, 12).join('\n')
}

function printSums({ mutants, refused, finished, failed, ...more }: Tally): void {
  console.log(
    `${mutants} mutants: ${refused} refused, ${finished} ran to a result, ${failed} to an error`,
  )
  for (const [name, count] of Object.entries(more).sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(9)}  ${name}`)
  }
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '1000000' },
      processes: { type: 'string', default: '1' },
      log: { type: 'string', default: '' },
      child: { type: 'boolean', default: false },
    },
  })
  if (values.child) serveBatches()
  else {
    const campaign = new Campaign(Number(values.seed), Number(values.count), values.log)
    await Promise.all(Array.from({ length: Number(values.processes) }, () => campaign.work()))
    printSums(campaign.tally)
    console.log(`${campaign.failures} failures`)
    process.exitCode = campaign.failures > 0 ? 1 : 0
  }
}
