// One mutant of a code file after the other: refused with offset and reason, or run in every engine to a
// result or an error of the guest within its limits. Anything else is a failure.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createSource } from '../../src/base/index.ts'
import { createVm, type SchemeVm } from '../../src/lang/scheme/index.ts'
import { schemeCodePolicy } from '../../src/lang/scheme/library/code-policy.ts'
import { CodeFileError, type CodeFormat, makeCodeFormat } from '../../src/ops/index.ts'
import { GuestError, GuestExit } from '../../src/vm/index.ts'
import { mutate, type Original } from './mutate-code.ts'
import { Random } from './random.ts'

const folders = ['../programs/scheme/', '../../bench/programs/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
)
/** Files longer than this take long to read and hide what a change does. */
const MOST_BYTES = 2500
const engines = ['reference', 'threaded', 'lazy'] as const
const limits = { fuel: 3000, timeMs: 3000, heapBytes: 8 * 1024 * 1024 }
/** Programs a set of machines runs before it is replaced: their statics fill up. */
const MOST_RUNS = 1000

export interface Tally {
  mutants: number
  refused: number
  finished: number
  failed: number
}

const quiet = { write: () => {}, writeError: () => {}, readInput: () => null, files: null }

const makeVm = (engine: (typeof engines)[number]) =>
  createVm({
    engine,
    limits,
    heapBytes: 8 * 1024 * 1024,
    codeBytes: 64 * 1024 * 1024,
    stackBytes: 64 * 1024,
    ...quiet,
  })

export class BytecodeTrial {
  private readonly format: CodeFormat
  private readonly reader: SchemeVm
  private readonly originals: readonly Original[]
  private machines: SchemeVm[] = []
  private runs = 0
  readonly tally: Tally = { mutants: 0, refused: 0, finished: 0, failed: 0 }

  constructor(mostOriginals = 50) {
    this.reader = createVm({ engine: 'reference', ...quiet })
    const { ops, flows } = this.reader.machine
    this.format = makeCodeFormat(ops, flows, schemeCodePolicy())
    this.originals = this.compileOriginals(mostOriginals)
  }

  private compileOriginals(most: number): Original[] {
    const originals: Original[] = []
    for (const folder of folders) {
      for (const name of readdirSync(folder).filter((each) => each.endsWith('.scm'))) {
        if (originals.length === most) return originals
        const vm = createVm({ engine: 'reference', ...quiet })
        try {
          const text = readFileSync(folder + name, 'utf8')
          const bytes = vm.writeCode(vm.compile(createSource(name, text)))
          if (bytes.length <= MOST_BYTES) {
            originals.push({ name, bytes, template: vm.readCode(bytes) })
          }
        } catch {
          // Programs that need files, or show what is no program.
        }
        vm.dispose()
      }
    }
    return originals
  }

  /** Tries the mutant of `seed`; throws an Error that says what is wrong. */
  try(seed: number): void {
    const random = new Random(Math.imul(seed, 0x9e3779b1))
    const original = random.pick(this.originals)
    const bytes = mutate(original, random, this.format)
    this.tally.mutants++
    const where = `mutant ${seed} of ${original.name}`
    try {
      this.reader.readCode(bytes)
    } catch (error) {
      if (error instanceof CodeFileError) {
        this.tally.refused++
        return
      }
      throw new Error(`${where}: the reader failed`, { cause: error })
    }
    this.runEverywhere(bytes, where)
  }

  private runEverywhere(bytes: Uint8Array, where: string): void {
    if (this.runs++ % MOST_RUNS === 0) this.renew()
    const ends: string[] = []
    for (const [i, vm] of this.machines.entries()) {
      try {
        ends.push(outcomeOf(vm, bytes))
      } catch (error) {
        this.renew()
        throw new Error(`${where}: ${engines[i]} failed`, { cause: error })
      }
    }
    if (new Set(ends).size > 1 && !ends.some((end) => /memory|time-limit/.test(end))) {
      this.renew()
      throw new Error(`${where}: the engines differ: ${ends.join(' | ')}`)
    }
    if (ends[0]?.startsWith('error')) this.tally.failed++
    else this.tally.finished++
  }

  private renew(): void {
    for (const vm of this.machines) vm.dispose()
    this.machines = engines.map(makeVm)
  }
}

/** How the program ended; throws what is no end of a guest. Values may tell the time, kinds of ends do not. */
function outcomeOf(vm: SchemeVm, bytes: Uint8Array): string {
  try {
    vm.runTemplate(vm.readCode(bytes))
    return 'result'
  } catch (error) {
    if (error instanceof GuestError) return `error ${error.kind}`
    if (error instanceof GuestExit) return `exit ${error.code}`
    throw error
  }
}
