// `npm run fuzz`: random Scheme programs in every engine, under stress, and against other systems.
//
//   npm run fuzz -- --seed=1 --count=500            programs 0 to 499 of seed 1
//   npm run fuzz -- --seed=1 --index=77             program 77 of it again, shrunk
//   npm run fuzz -- --seed=1 --seconds=600          until the time is over
//   npm run fuzz -- --against=chez,guile            also portable programs, against these
//   npm run fuzz -- --fails                         programs that are to end in errors
//   npm run fuzz -- --run=file.scm --options='{"engine":"lazy"}'      a saved program again
//   npm run fuzz -- --ops --count=1000              random bytecode against the meanings of its ops
//
// Findings are printed as they come, small, with the command that repeats them. Exit code 1 if there are any.
// `--print` shows the program instead; `--keep=N` ends after N findings; `--jobs=N` processes.

import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkProgram, type Finding, type SearchSettings, shrinkFinding } from './findings.ts'
import { searchOps } from './op-search.ts'
import { difference, runText } from './outcome.ts'
import { isThere, type PeerName, peers } from './peers.ts'
import { makeProgram, ROUNDS, roundsForm } from './scheme-program.ts'
import { reference } from './settings.ts'
import { printProgram, type Tree } from './tree.ts'
import { WorkerProcess } from './worker-process.ts'

const MOST_SHOWN = 600

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    index: { type: 'string' },
    count: { type: 'string' },
    seconds: { type: 'string' },
    against: { type: 'string', default: '' },
    portable: { type: 'boolean', default: false },
    fails: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
    ops: { type: 'boolean', default: false },
    run: { type: 'string' },
    options: { type: 'string', default: '{}' },
    keep: { type: 'string', default: '5' },
    jobs: { type: 'string', default: '1' },
    shrink: { type: 'string', default: '60' },
  },
})

const chosenPeers = values.against.split(',').filter((name) => name !== '') as PeerName[]
for (const name of chosenPeers) {
  if (!(name in peers)) throw new RangeError(`--against knows ${Object.keys(peers)}, not ${name}`)
  if (!isThere(name)) throw new Error(`${name} is not installed here`)
}
const settings: SearchSettings = {
  seed: Number(values.seed),
  isPortable: values.portable || chosenPeers.length > 0,
  fails: values.fails,
  peers: chosenPeers,
}

function describe({ configuration, kind, right, other }: Finding, forms: readonly Tree[]): string {
  const name = typeof configuration === 'string' ? configuration : configuration.name
  const show = (text: string | null) => (text ?? '').slice(-MOST_SHOWN)
  const lines = [`${kind} differs: ${name}`, printProgram(forms).trimEnd()]
  const describeOutcome = (title: string, { output, error, bug }: Finding['other']) =>
    lines.push(`-- ${title}: ${bug === null ? '' : show(bug)}`, show(output), show(error))
  describeOutcome('reference', right)
  describeOutcome(name, other)
  return lines.join('\n')
}

async function report(worker: WorkerProcess, finding: Finding, index: number): Promise<void> {
  const flags = [
    settings.isPortable ? '--portable' : '',
    settings.fails ? '--fails' : '',
    chosenPeers.length > 0 ? `--against=${values.against}` : '',
  ]
  const name =
    typeof finding.configuration === 'string'
      ? finding.configuration
      : JSON.stringify(finding.configuration.options)
  console.log(`\n== seed ${settings.seed} index ${index}: ${finding.kind}, ${name}`)
  console.log(
    `   npm run fuzz -- --seed=${settings.seed} --index=${index} ${flags.filter((flag) => flag !== '').join(' ')}`,
  )
  console.log(
    `   ${(finding.other.bug ?? finding.other.error ?? '').split('\n')[0]?.slice(0, 200)}`,
  )
  const small = await shrinkFinding(worker, finding, Number(values.shrink))
  const again =
    typeof finding.configuration === 'string' ? finding : await rerun(worker, finding, small)
  console.log(describe(again, small))
  const file = join(tmpdir(), `lazuli-fuzz-${settings.seed}-${index}.scm`)
  writeFileSync(file, printProgram(small))
  console.log(`   saved as ${file}`)
}

/** The finding with the outcomes of the small program. */
async function rerun(
  worker: WorkerProcess,
  finding: Finding,
  forms: readonly Tree[],
): Promise<Finding> {
  if (typeof finding.configuration === 'string') return finding
  const text = printProgram(forms)
  const [right, other] = await worker.run(
    [reference, finding.configuration].map(({ options }) => ({ text, options })),
  )
  return right === undefined || other === undefined ? finding : { ...finding, right, other }
}

interface Totals {
  programs: number
  runs: number
  failed: number
  hot: number
  findings: number
}

async function search(): Promise<Totals> {
  const totals: Totals = { programs: 0, runs: 0, failed: 0, hot: 0, findings: 0 }
  const first = Number(values.index ?? 0)
  const count =
    values.index !== undefined
      ? 1
      : Number(values.count ?? (values.seconds === undefined ? 100 : Infinity))
  const end = performance.now() + 1000 * Number(values.seconds ?? Infinity)
  let next = first
  const goOn = () =>
    next < first + count && performance.now() < end && totals.findings < Number(values.keep)
  const work = async () => {
    const worker = new WorkerProcess()
    while (goOn()) {
      const index = next++
      const { findings, failed, wasHot, runs } = await checkProgram(worker, settings, index)
      totals.programs++
      totals.runs += runs
      if (failed) totals.failed++
      if (wasHot) totals.hot++
      const [finding] = findings
      if (finding !== undefined) {
        totals.findings++
        await report(worker, finding, index)
      }
    }
    worker.stop()
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, work))
  return totals
}

const started = performance.now()
if (values.run !== undefined) {
  const text = readFileSync(values.run, 'utf8')
  const [right, other] = [reference.options, JSON.parse(values.options)].map((options) =>
    runText({ text, options }),
  )
  console.log(right, other)
  if (right === undefined || other === undefined || difference(right, other) !== null)
    process.exitCode = 1
} else if (values.ops) {
  const count = values.index === undefined ? Number(values.count ?? 100) : 1
  const found = await searchOps(settings.seed, Number(values.index ?? 0), count)
  for (const finding of found.findings) console.log(finding)
  const rate = (found.programs / ((performance.now() - started) / 1000)).toFixed(1)
  console.log(
    `${found.programs} programs of ops, ${rate} a second; ${found.errors} end in an error; ${found.findings.length} findings`,
  )
  if (found.findings.length > 0) process.exitCode = 1
} else if (values.print) {
  const { forms } = makeProgram(settings.seed, Number(values.index ?? 0), settings)
  console.log(printProgram([roundsForm(ROUNDS), ...forms]))
} else {
  const { programs, runs, failed, hot, findings } = await search()
  const seconds = (performance.now() - started) / 1000
  const percent = (part: number) => `${((100 * part) / programs).toFixed(1)} %`
  console.log(
    `\n${programs} programs, ${runs} runs, ${seconds.toFixed(0)} s, ${(programs / seconds).toFixed(1)} programs a second; ` +
      `${percent(failed)} ended in an error, ${percent(hot)} got hot; ${findings} findings`,
  )
  if (findings > 0) process.exitCode = 1
}
