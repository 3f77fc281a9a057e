// One mutant of a code file after the other: refused with offset and reason, or run in every engine to a
// result or an error of the guest within its limits. Anything else is a failure.
//
// The machines are made anew for each batch: what a mutant does to the globals of its machine concerns the
// mutants behind it in the batch, so a batch can be repeated alone, a mutant perhaps not.

import { readdirSync, readFileSync } from 'node:fs'
import { createSource } from '../../src/base/index.ts'
import { createVm, type SchemeVm } from '../../src/lang/scheme/index.ts'
import { schemeCodePolicy } from '../../src/lang/scheme/library/code-policy.ts'
import {
  CodeFileError,
  type CodeFormat,
  type CodeTemplate,
  makeCodeFormat,
} from '../../src/ops/index.ts'
import { GuestError, GuestExit } from '../../src/vm/index.ts'
import { mutate, type Original } from './mutate-code.ts'
import { Random } from './random.ts'

/** From the root of the package, as this file may have been compiled into another folder. */
const folders = ['test/programs/scheme/', 'bench/programs/'].map(
  (folder) => new URL(folder, import.meta.resolve('lazuli/package.json')),
)
/** Files longer than this take long to read and hide what a change does. */
const MOST_BYTES = 2500
const engines = ['reference', 'threaded', 'lazy'] as const
const limits = { fuel: 2000, timeMs: 200, heapBytes: 4 * 1024 * 1024 }
const MOST_REASON_LENGTH = 60

/** How often something was seen, by its name: kinds of changes and of ends, and reasons. */
export type Tally = Record<string, number>

export function addTally(to: Tally, more: Tally): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count
}

const quiet = { write: () => {}, writeError: () => {}, readInput: () => null, files: null }

const makeVm = (engine: (typeof engines)[number]) =>
  createVm({
    engine,
    limits,
    hotCount: 1,
    heapBytes: limits.heapBytes,
    codeBytes: 16 * 1024 * 1024,
    stackBytes: 64 * 1024,
    ...quiet,
  })

export class BytecodeTrial {
  private readonly format: CodeFormat
  private readonly reader: SchemeVm
  private readonly originals: readonly Original[]
  private machines: SchemeVm[] = []
  private tally: Tally = {}

  constructor(mostOriginals = 50) {
    this.reader = createVm({ engine: 'reference', ...quiet })
    const { ops, flows } = this.reader.machine
    this.format = makeCodeFormat(ops, flows, schemeCodePolicy())
    this.originals = this.compileOriginals(mostOriginals)
  }

  /** Names of the programs. */
  get names(): string[] {
    return this.originals.map(({ name }) => name)
  }

  private compileOriginals(most: number): Original[] {
    const originals: Original[] = []
    for (const folder of folders) {
      const names = readdirSync(folder).filter((each) => each.endsWith('.scm'))
      for (const name of names.sort()) {
        if (originals.length === most) return originals
        const vm = createVm({ engine: 'reference', ...quiet })
        try {
          const text = readFileSync(new URL(name, folder), 'utf8')
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

  /** Tries the mutants of `count` seeds in fresh machines; `fail` gets the Error that says what is wrong. */
  tryBatch(
    seed: number,
    count: number,
    fail: (error: Error, seed: number) => void,
    begin: (seed: number) => void = () => {},
  ): Tally {
    this.renew()
    this.tally = {}
    for (let i = seed; i < seed + count; i++) {
      begin(i)
      try {
        this.try(i)
      } catch (error) {
        this.renew()
        fail(error as Error, i)
      }
    }
    for (const vm of this.machines) vm.dispose()
    this.machines = []
    return this.tally
  }

  private try(seed: number): void {
    const random = new Random(Math.imul(seed, 0x9e3779b1))
    const original = random.pick(this.originals)
    const { bytes, change } = mutate(original, random, this.format)
    this.count('mutants')
    this.count(`changed ${change}`)
    const where = `mutant ${seed} of ${original.name}`
    const template = this.read(bytes, where)
    if (template === null) return
    const end = this.runEverywhere(template, seed, where)
    this.count(`ran ${change}`)
    this.count(end.startsWith('error') ? 'failed' : 'finished')
    this.count(`end ${end}`)
  }

  private count(name: string): void {
    addTally(this.tally, { [name]: 1 })
  }

  /** The program in `bytes`; null if the reader refuses it as it should. */
  private read(bytes: Uint8Array, where: string): CodeTemplate | null {
    try {
      return this.reader.readCode(bytes)
    } catch (error) {
      if (!(error instanceof CodeFileError)) {
        throw new Error(`${where}: the reader failed`, { cause: error })
      }
      const { offset, reason } = error
      if (!(Number.isInteger(offset) && offset >= 0 && offset <= bytes.length) || reason === '') {
        throw new Error(`${where}: refused without offset or reason`, { cause: error })
      }
      this.count('refused')
      this.count(`reason ${kindOfReason(reason)}`)
      return null
    }
  }

  /** How it ends in all engines, each of which is the first for some; too slow in one, it is left at that. */
  private runEverywhere(template: CodeTemplate, seed: number, where: string): string {
    const ends: string[] = []
    for (let i = 0; i < engines.length; i++) {
      const which = (seed + i) % engines.length
      try {
        ends.push(outcomeOf(this.machines[which] as SchemeVm, template))
      } catch (error) {
        throw new Error(`${where}: ${engines[which]} failed`, { cause: error })
      }
      this.count(`${engines[which]} ran`)
      if (ends.includes('error time-limit')) {
        // Stopped anywhere, and not run by the other engines: their globals are no longer the same.
        this.renew()
        return 'error time-limit'
      }
    }
    if (new Set(ends).size > 1 && !ends.some((end) => /memory/.test(end))) {
      throw new Error(`${where}: the engines differ: ${ends.join(' | ')}`)
    }
    return ends[0] as string
  }

  private renew(): void {
    for (const vm of this.machines) vm.dispose()
    this.machines = engines.map(makeVm)
  }
}

/** The reason without the names and numbers of this one file. */
function kindOfReason(reason: string): string {
  return reason
    .replace(/^code .*?(, instruction \d+)?: /s, '')
    .replace(/(code may not (name|assign|call)) .*/s, '$1')
    .replace(/^\S+ takes/, 'something takes')
    .replace(/-?\d+/g, '#')
    .slice(0, MOST_REASON_LENGTH)
}

/** How the program ended; throws what is no end of a guest. Values may tell the time, kinds of ends do not. */
function outcomeOf(vm: SchemeVm, template: CodeTemplate): string {
  try {
    vm.runTemplate(template)
    return 'result'
  } catch (error) {
    if (error instanceof GuestError) return `error ${error.kind}`
    if (error instanceof GuestExit) return `exit ${error.code}`
    throw error
  }
}
