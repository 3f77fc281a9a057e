// What one run of a program in one configuration gives, and whether two runs agree.

import { createSource } from '../../src/base/index.ts'
import { createVm, SchemeSyntaxError, type SchemeVm } from '../../src/lang/scheme/index.ts'
import type { OpCounts } from '../../src/tiers/reference/index.ts'
import type { Machine } from '../../src/vm/index.ts'
import { type CodeTemplate, GuestError, type VmOptions } from '../../src/vm/toolkit.ts'

export type RunOptions = Partial<Omit<VmOptions, 'write'>>

export interface Run {
  readonly text: string
  readonly options: RunOptions
}

export interface Task {
  readonly runs: readonly Run[]
}

export interface Outcome {
  /** All that was printed, in order, and behind it the value. */
  readonly output: string
  /** Kind, message and backtrace of the error it ended with. */
  readonly error: string | null
  /** An exception that is no error of the program: a bug of ours. */
  readonly bug: string | null
  /** Requests of native code for the next tier, and stubs compiled. */
  readonly hot: number
  readonly stubs: number
  /** In the reference engine: how often the op of the program that ran most has run. */
  readonly rounds: number
}

const SOURCE = 'fuzz'
const UNIT_BYTES = 8
const MEBIBYTE = 1024 * 1024
const sizes = { heapBytes: 24 * MEBIBYTE, codeBytes: 16 * MEBIBYTE }
const MOST_OUTPUT = 200_000

/** Code templates belong to no VM: those of the texts that were run last. */
const templates = new Map<string, CodeTemplate>()
const MOST_TEMPLATES = 4

function compiled(vm: SchemeVm, text: string): CodeTemplate {
  let template = templates.get(text)
  if (template === undefined) {
    template = vm.compile(createSource(SOURCE, text))
    if (templates.size === MOST_TEMPLATES) templates.clear()
    templates.set(text, template)
  }
  return template
}

export function runText({ text, options }: Run): Outcome {
  let output = ''
  let error: string | null = null
  let bug: string | null = null
  let [hot, stubs, rounds] = [0, 0, 0]
  const write = (part: string) => {
    if (output.length < MOST_OUTPUT) output += part
  }
  try {
    const vm = createVm({ ...sizes, ...options, write })
    const counts = options.engine === 'reference' ? countOps(vm.machine) : null
    try {
      const value = vm.runTemplate(compiled(vm, text))
      output += `=> ${value}`
    } finally {
      const { counters, lazy } = vm.machine
      hot = (counters.get('hot entries') ?? 0) + (counters.get('hot loops') ?? 0)
      stubs = lazy?.statistics.stubHits ?? 0
      rounds = counts === null ? 0 : mostRounds(vm.machine, counts)
      if (options.gcStress) vm.machine.verifyHeap()
      vm.dispose()
    }
  } catch (thrown) {
    if (thrown instanceof GuestError) error = describe(thrown)
    else if (thrown instanceof SchemeSyntaxError) {
      bug = `not a program: ${thrown.reason} at ${text.slice(thrown.offset, thrown.offset + 60)}`
    } else bug = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  return { output, error, bug, hot, stubs, rounds }
}

/** From now on the reference engine counts the ops it runs, by their place in static space. */
function countOps(machine: Machine): OpCounts {
  const { start, size } = machine.cage.layout.statics
  const counts = { counts: new Float64Array(size / UNIT_BYTES), firstSlot: start >>> 2 }
  machine.opCounts = counts
  return counts
}

function mostRounds(machine: Machine, { counts, firstSlot }: OpCounts): number {
  let most = 0
  for (const { template, unitsStart, pcs } of machine.codes) {
    if (template.origin?.source.name !== SOURCE) continue
    for (const pc of pcs) {
      const slot = (unitsStart >>> 2) + 2 * pc
      most = Math.max(most, counts[(slot - firstSlot) >>> 1] as number)
    }
  }
  return most
}

function describe({ kind, message, backtrace }: GuestError): string {
  const frames = backtrace.map(
    ({ procedure, place, source, replaced }) =>
      `  ${procedure} ${source?.name ?? ''}:${place}${replaced === null ? '' : ` for ${replaced}`}`,
  )
  return [`${kind}: ${message}`, ...frames].join('\n')
}

export type Difference = 'crash' | 'bug' | 'output' | 'error'

/** How `other` differs from what is right, or null. */
export function difference(right: Outcome, other: Outcome): Difference | null {
  if (other.bug !== null) return other.bug.startsWith('the process') ? 'crash' : 'bug'
  if (other.output !== right.output) return 'output'
  return other.error === right.error ? null : 'error'
}
