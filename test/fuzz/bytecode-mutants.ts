// Mutants of code files, each refused with offset and reason, or run in every engine to an end of the guest's.
//
//   npx tsx test/fuzz/bytecode-mutants.ts --seed=1 --count=1000000
//   npx tsx test/fuzz/bytecode-mutants.ts --seed=77 --count=1     one mutant again
//
// Child processes take batches of seeds; a crash or a hang of one costs its batch, whose seed is known.

import { type ChildProcess, fork } from 'node:child_process'
import { BytecodeTrial, type Tally } from './bytecode-trial.ts'
import { commandNumbers, isMain } from './random.ts'

const BATCH = 500
const MOST_SILENCE_MS = 120_000
const MOST_FAILURES = 20

/** What a child says: it begins a mutant, one has failed, or a batch is done. */
type Message =
  | { readonly kind: 'failure'; readonly text: string }
  | { readonly kind: 'at'; readonly seed: number }
  | { readonly kind: 'done'; readonly tally: Tally }

interface Batch {
  readonly seed: number
  readonly count: number
}

class Campaign {
  private readonly batches: Iterator<Batch>
  private readonly children = new Set<ChildProcess>()
  readonly failures: string[] = []
  readonly tally: Tally = { mutants: 0, refused: 0, finished: 0, failed: 0 }

  constructor(seed: number, count: number) {
    this.batches = batchesOf(seed, count)
  }

  /** Runs the batches that are left in one child after the other. */
  async work(): Promise<void> {
    while (this.failures.length < MOST_FAILURES) {
      const { value, done } = this.batches.next()
      if (done) return
      await this.workFrom(value)
    }
  }

  private workFrom(first: Batch): Promise<void> {
    const child = fork(import.meta.filename, ['--child=1'], { execArgv: process.execArgv })
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
        else if (message.kind === 'failure') this.fail(message.text)
        else {
          this.add(message.tally)
          batch = this.next()
          if (batch === null) child.disconnect()
          else child.send(batch)
        }
      })
      child.on('exit', (code, signal) => {
        clearTimeout(timer)
        this.children.delete(child)
        if (batch !== null) this.fail(`mutants ${at}..: the process ended: ${signal ?? code}`)
        resolve()
      })
      listen()
      child.send(first)
    })
  }

  private next(): Batch | null {
    if (this.failures.length >= MOST_FAILURES) return null
    const { value, done } = this.batches.next()
    return done ? null : value
  }

  private fail(text: string): void {
    this.failures.push(text)
    console.log(text)
  }

  private add(more: Tally): void {
    for (const name of Object.keys(more) as (keyof Tally)[]) this.tally[name] += more[name]
    const { mutants } = this.tally
    if (mutants % (100 * BATCH) < more.mutants) console.log(`${mutants} mutants`)
  }
}

function* batchesOf(seed: number, count: number): Generator<Batch, null> {
  for (let done = 0; done < count; done += BATCH) {
    yield { seed: seed + done, count: Math.min(BATCH, count - done) }
  }
  return null
}

/** Tries `count` mutants of a few programs in this process; throws at the first failure. */
export function tryMutants(seed: number, count: number, originals: number): Tally {
  const trial = new BytecodeTrial(originals)
  for (let i = seed; i < seed + count; i++) trial.try(i)
  return trial.tally
}

const STEP = 25

function serveBatches(): void {
  const trial = new BytecodeTrial()
  const say = (message: Message) => process.send?.(message)
  process.on('message', ({ seed, count }: Batch) => {
    trial.tally.mutants = trial.tally.refused = trial.tally.finished = trial.tally.failed = 0
    for (let i = seed; i < seed + count; i++) {
      if (i % STEP === 0) say({ kind: 'at', seed: i })
      try {
        trial.try(i)
      } catch (error) {
        const { message, cause } = error as Error
        say({ kind: 'failure', text: `${message}\n${cause === undefined ? '' : describe(cause)}` })
      }
    }
    say({ kind: 'done', tally: { ...trial.tally } })
  })
}

const describe = (cause: unknown): string =>
  String((cause as Error).stack ?? cause)
    .split('\n')
    .slice(0, 8)
    .join('\n')

if (isMain(import.meta.url)) {
  const { seed, count, child, processes } = commandNumbers({
    seed: 1,
    count: 1_000_000,
    child: 0,
    processes: 2,
  })
  if (child === 1) serveBatches()
  else {
    const started = performance.now()
    const campaign = new Campaign(seed, count)
    await Promise.all(Array.from({ length: processes }, () => campaign.work()))
    const seconds = (performance.now() - started) / 1000
    const { mutants, refused, finished, failed } = campaign.tally
    console.log(
      `${mutants} mutants from seed ${seed}, ${seconds.toFixed(0)} s: ${refused} refused, ` +
        `${finished} ran to a result, ${failed} to an error; ${campaign.failures.length} failures`,
    )
    process.exitCode = campaign.failures.length > 0 ? 1 : 0
  }
}
