// The search: runs random programs in many configurations and keeps the first way each of them differs.

import { type Difference, difference, type Outcome, type Run } from './outcome.ts'
import { comparable, type PeerName, runPeer } from './peers.ts'
import { Random } from './random.ts'
import type { GeneratorSettings } from './scheme-generator.ts'
import { FEW_ROUNDS, makeProgram, ROUNDS, roundsForm } from './scheme-program.ts'
import { type Configuration, chooseConfigurations, reference } from './settings.ts'
import { shrink } from './shrink.ts'
import { printProgram, type Tree } from './tree.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface Finding {
  readonly configuration: Configuration | PeerName
  readonly kind: Difference
  readonly forms: readonly Tree[]
  readonly right: Outcome
  readonly other: Outcome
}

export interface Checked {
  readonly findings: readonly Finding[]
  /** The program ended in an error. */
  readonly failed: boolean
  /** Some loop or procedure ran often in threaded code, and code was compiled. */
  readonly wasHot: boolean
  readonly runs: number
}

export interface SearchSettings extends GeneratorSettings {
  readonly seed: number
  readonly peers: readonly PeerName[]
}

/** So often something of each program must run. */
const OFTEN = 100

const jobOf = (forms: readonly Tree[], { options }: Configuration): Run => ({
  text: printProgram(forms),
  options,
})

/** Makes and runs program number `index`. */
export async function checkProgram(
  worker: WorkerProcess,
  settings: SearchSettings,
  index: number,
): Promise<Checked> {
  const { forms } = makeProgram(settings.seed, index, settings)
  const random = new Random(settings.seed + 31 * index)
  const { plain, collecting } = chooseConfigurations(random)
  const often = [roundsForm(ROUNDS), ...forms]
  const findings: Finding[] = []
  const compare = async (text: readonly Tree[], configurations: readonly Configuration[]) => {
    const all = [reference, ...configurations]
    const [right, ...others] = await worker.run(all.map((each) => jobOf(text, each)))
    if (right === undefined) throw new Error('no outcome')
    if (right.bug !== null) {
      findings.push({
        configuration: reference,
        kind: difference(right, right) as Difference,
        forms: text,
        right,
        other: right,
      })
    }
    others.forEach((other, i) => {
      const kind = difference(right, other)
      const configuration = configurations[i] as Configuration
      if (kind !== null) findings.push({ configuration, kind, forms: text, right, other })
    })
    return { right, others }
  }
  const { right, others } = await compare(often, plain)
  if (collecting.length > 0) await compare([roundsForm(FEW_ROUNDS), ...forms], collecting)
  for (const peer of settings.peers) {
    const other = await runPeer(peer, printProgram(often))
    if (comparable(other) !== comparable(right)) {
      findings.push({ configuration: peer, kind: 'output', forms: often, right, other })
    }
  }
  // Threaded and lazy code are always among the others: what runs often here runs as often there.
  const wasHot =
    right.rounds >= OFTEN &&
    others.some(({ hot }) => hot > 0) &&
    others.some(({ stubs }) => stubs > 0)
  return {
    findings,
    failed: right.error !== null,
    wasHot,
    runs: plain.length + collecting.length + 1,
  }
}

/** A small program that shows the same. */
export async function shrinkFinding(
  worker: WorkerProcess,
  finding: Finding,
  seconds?: number,
): Promise<readonly Tree[]> {
  const { configuration, kind, forms } = finding
  const firstLine = finding.other.bug?.split('\n')[0]
  const stillFails = async (candidate: readonly Tree[]): Promise<boolean> => {
    if (typeof configuration === 'string') {
      const [right] = await worker.run([jobOf(candidate, reference)])
      if (right === undefined || right.bug !== null || right.error !== finding.right.error)
        return false
      const other = await runPeer(configuration, printProgram(candidate))
      return (
        (other.error === null) === (finding.other.error === null) &&
        comparable(other) !== comparable(right)
      )
    }
    if (configuration === reference) {
      const [other] = await worker.run([jobOf(candidate, configuration)])
      return other?.bug?.split('\n')[0] === firstLine
    }
    const [right, other] = await worker.run([
      jobOf(candidate, reference),
      jobOf(candidate, configuration),
    ])
    if (right === undefined || other === undefined || right.bug !== null) return false
    return (
      difference(right, other) === kind &&
      (kind !== 'bug' || other.bug?.split('\n')[0] === firstLine)
    )
  }
  return shrink(forms, stillFails, seconds)
}
