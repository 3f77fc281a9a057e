// A machine on which tests run hand-built code: one engine, results as canonical texts.

import { schemeLanguage } from '../../src/lang/scheme/index.ts'
import {
  type CodeTemplate,
  defaultOptions,
  type EngineName,
  GuestError,
  type Heap,
  type Language,
  Machine,
  type OpSet,
  type OpSpec,
  type RuntimeCall,
  runCode,
  type VmOptions,
} from '../../src/vm/toolkit.ts'
import { guestText } from './guest-values.ts'

const MEBIBYTE = 1024 * 1024
const sizes = { heapBytes: 32 * MEBIBYTE, codeBytes: 64 * MEBIBYTE, stackBytes: 256 * 1024 }
/** Lazily compiled code after which a fresh machine is taken. */
const MOST_CODE_BYTES = 12 * MEBIBYTE
const MOST_CODES = 20_000

/** What a run gives: the text of its value, `error: KIND`, or what went wrong inside the VM. */
export type Answer = string

/** Adds its arguments, fixnums, with weights 1, 10, 100, … so that their order shows. */
function weigh(count: number): (call: RuntimeCall) => void {
  return ({ heap, args, result }) => {
    let total = 0n
    for (let i = 0; i < count; i++) total += heap.fixnumAt(args + 2 * i) * 10n ** BigInt(i)
    heap.setFixnum(result, total)
  }
}

const language: Language = {
  name: 'meanings',
  slowPaths: schemeLanguage.slowPaths,
  hasExactIntegers: true,
  runtimeProcedures: [0, 1, 2, 3, 4, 5, 6].map((count) => ({
    name: `weigh-${count}`,
    argumentCount: count,
    run: weigh(count),
  })),
}

export class Bench {
  readonly engine: EngineName
  private readonly options: Partial<VmOptions>
  private readonly coreOps: readonly OpSpec[] | null
  private machine: Machine

  constructor(
    engine: EngineName,
    options: Partial<VmOptions> = {},
    coreOps: readonly OpSpec[] | null = null,
  ) {
    this.engine = engine
    this.options = options
    this.coreOps = coreOps
    this.machine = this.open()
  }

  get ops(): OpSet {
    return this.machine.ops
  }

  private open(): Machine {
    const options = {
      ...defaultOptions,
      ...sizes,
      hotCount: 1,
      ...this.options,
      engine: this.engine,
    }
    return new Machine(options, {
      language,
      ...(this.coreOps === null ? {} : { coreOps: this.coreOps }),
    })
  }

  /** Code memory is not reclaimed yet: takes a fresh machine when much of it is used. */
  refresh(): void {
    const used = this.machine.native?.usedBytes().lazy ?? 0
    if (used < MOST_CODE_BYTES && this.machine.codes.length < MOST_CODES) return
    this.restart()
  }

  restart(): void {
    this.machine.dispose()
    this.machine = this.open()
  }

  dispose(): void {
    this.machine.dispose()
  }

  /** Runs `template`, which takes no arguments. */
  run(template: CodeTemplate): Answer {
    return this.guard((heap, slot) => guestText(heap, slot), template)
  }

  /** Runs `template`, which returns a vector: the texts of its elements, or one answer for all. */
  runVector(template: CodeTemplate): Answer | Answer[] {
    return this.guard((heap, slot) => {
      const low = heap.low(slot)
      return Array.from({ length: heap.vectorLength(low) }, (_, i) =>
        guestText(heap, heap.fieldSlot(low, 1 + i)),
      )
    }, template)
  }

  private guard<T>(read: (heap: Heap, slot: number) => T, template: CodeTemplate): T | Answer {
    const { machine } = this
    try {
      runCode(machine, machine.link(template))
      return read(machine.heap, machine.resultSlot)
    } catch (error) {
      if (error instanceof GuestError) return `error: ${error.kind}`
      return `failure: ${error instanceof Error ? error.message : error}`
    }
  }
}

/** The engines that can run code here. */
export function availableEngines(): EngineName[] {
  const names: EngineName[] = ['reference', 'threaded', 'lazy', 'auto']
  return names.filter((name) => {
    if (name !== 'reference') return true
    try {
      const bench = new Bench(name)
      const hasEngine = bench['machine'].reference !== null
      bench.dispose()
      return hasEngine
    } catch {
      return false
    }
  })
}
