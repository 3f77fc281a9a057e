// Scheme for Node programs: a VM that runs source text and gives JavaScript values back.

import { createSource, type SourceText } from '../../base/index.ts'
import type { CodeTemplate } from '../../ops/index.ts'
import { defaultOptions, Machine, runCode, type VmOptions } from '../../vm/index.ts'
import { compileScheme } from './compile.ts'
import { schemeLanguage } from './language.ts'
import { schemeGlobals } from './library/prelude.ts'
import { printValue } from './library/print-value.ts'

export class SchemeVm {
  readonly machine: Machine

  constructor(options: Partial<VmOptions> = {}) {
    this.machine = new Machine(
      { ...defaultOptions, ...options },
      { language: schemeLanguage, globals: schemeGlobals },
    )
  }

  /** Compiles `source` without running it. Throws a SchemeSyntaxError. */
  compile(source: SourceText): CodeTemplate {
    return compileScheme(source, this.machine.ops)
  }

  /** Runs compiled code; the external representation of its value. Throws a GuestError. */
  runTemplate(template: CodeTemplate): string {
    runCode(this.machine, this.machine.link(template))
    return printValue(this.machine.heap, this.machine.resultSlot, 'write')
  }

  /** Runs `text`; the external representation of the last value. */
  run(text: string, name = 'program'): string {
    return this.runTemplate(this.compile(createSource(name, text)))
  }

  /** Gives all memory back; the VM cannot be used any more. */
  dispose(): void {
    this.machine.dispose()
  }
}

/** A Scheme VM of its own: several in one process share nothing. */
export function createVm(options: Partial<VmOptions> = {}): SchemeVm {
  return new SchemeVm(options)
}
