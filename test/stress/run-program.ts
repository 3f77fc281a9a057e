// Runs stress programs in one VM of a configuration.
//
// The globals of each program get names of their own, so that one program's definitions are not
// assignments to another's: assignments make globals variable, and that hides what is tested.

import { createVm } from '../../src/lang/scheme/index.ts'
import { GuestError } from '../../src/vm/index.ts'
import type { Configuration } from './configurations.ts'
import type { StressProgram } from './program.ts'

const HEAP_BYTES = 64 * 1024 * 1024
const STRESS_HEAP_BYTES = 16 * 1024 * 1024
const CODE_BYTES = 48 * 1024 * 1024

/** `text` with all names that it defines changed by `suffix`. */
export function withOwnGlobals(text: string, suffix: string): string {
  const defined = new Set([...text.matchAll(/\(define \(?([^\s()]+)/g)].map((match) => match[1]))
  return text.replace(/[^\s()'"]+/g, (word) => (defined.has(word) ? `${word}${suffix}` : word))
}

export function sizeFor(program: StressProgram, { options }: Configuration): number {
  return options.gcStress === true ? program.small : program.large
}

/** What each program gives: the external representation of its value or `error: KIND`. */
export function runPrograms(
  programs: readonly StressProgram[],
  configuration: Configuration,
  report: (program: StressProgram, outcome: string) => void,
): void {
  const heapBytes = configuration.options.gcStress === true ? STRESS_HEAP_BYTES : HEAP_BYTES
  const vm = createVm({ heapBytes, codeBytes: CODE_BYTES, ...configuration.options })
  try {
    programs.forEach((program, index) => {
      const text = program.text(sizeFor(program, configuration))
      report(
        program,
        outcomeOf(() => vm.run(withOwnGlobals(text, `~${index}`), program.name)),
      )
    })
  } finally {
    vm.dispose()
  }
}

function outcomeOf(run: () => string): string {
  try {
    return run()
  } catch (error) {
    if (error instanceof GuestError) return `error: ${error.kind}`
    return `failure: ${error instanceof Error ? error.stack : error}`
  }
}
