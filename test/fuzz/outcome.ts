// What one run of a program in one configuration gives, and whether two runs agree.

import { createSource } from '../../src/base/index.ts'
import { createVm, SchemeSyntaxError, type SchemeVm } from '../../src/lang/scheme/index.ts'
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
}

const MEBIBYTE = 1024 * 1024
const sizes = { heapBytes: 24 * MEBIBYTE, codeBytes: 16 * MEBIBYTE }
const MOST_OUTPUT = 200_000

/** Code templates belong to no VM: those of the texts that were run last. */
const templates = new Map<string, CodeTemplate>()
const MOST_TEMPLATES = 4

function compiled(vm: SchemeVm, text: string): CodeTemplate {
  let template = templates.get(text)
  if (template === undefined) {
    template = vm.compile(createSource('fuzz', text))
    if (templates.size === MOST_TEMPLATES) templates.clear()
    templates.set(text, template)
  }
  return template
}

export function runText({ text, options }: Run): Outcome {
  let output = ''
  let error: string | null = null
  let bug: string | null = null
  let [hot, stubs] = [0, 0]
  const write = (part: string) => {
    if (output.length < MOST_OUTPUT) output += part
  }
  try {
    const vm = createVm({ ...sizes, ...options, write })
    try {
      const value = vm.runTemplate(compiled(vm, text))
      output += `=> ${value}`
    } finally {
      const { counters, lazy } = vm.machine
      hot = (counters.get('hot entries') ?? 0) + (counters.get('hot loops') ?? 0)
      stubs = lazy?.statistics.stubHits ?? 0
      if (options.gcStress) vm.machine.verifyHeap()
      vm.dispose()
    }
  } catch (thrown) {
    if (thrown instanceof GuestError) error = describe(thrown)
    else if (thrown instanceof SchemeSyntaxError) {
      bug = `not a program: ${thrown.reason} at ${text.slice(thrown.offset, thrown.offset + 60)}`
    } else bug = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  return { output, error, bug, hot, stubs }
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
