// Scheme for Node programs: a VM that runs source text and gives JavaScript values back.

import { createSource, type SourceText } from '../../base/index.ts'
import {
  type CodeFormat,
  type CodeTemplate,
  makeCodeFormat,
  readCode,
  type WriteOptions,
  writeCode,
} from '../../ops/index.ts'
import {
  defaultOptions,
  type InterruptCell,
  Machine,
  runCode,
  type VmOptions,
} from '../../vm/index.ts'
import { compileData, compileScheme, createProgram } from './compile.ts'
import { createEvaluator } from './evaluation/evaluator.ts'
import type { Program } from './expand/program.ts'
import { schemeLanguage } from './language.ts'
import { schemeCodePolicy } from './library/code-policy.ts'
import { type FileAccess, hostFileAccess } from './library/library-files.ts'
import { schemeGlobals } from './library/prelude.ts'
import { printValue } from './library/print-value.ts'
import type { SchemeState } from './library/state.ts'
import { read } from './read/read.ts'

export class SchemeVm {
  readonly machine: Machine
  /** What programs include and import. */
  readonly files: FileAccess
  /** Its global names and libraries. */
  readonly program: Program
  private format: CodeFormat | null = null

  constructor(options: Partial<VmOptions> = {}, libraryDirectories: readonly string[] = []) {
    this.files = hostFileAccess(options.files ?? null, libraryDirectories)
    this.program = createProgram(this.files)
    this.machine = new Machine(
      { ...defaultOptions, ...options },
      { language: schemeLanguage, globals: schemeGlobals },
    )
    const state = this.machine.languageState as SchemeState
    state.evaluator = createEvaluator(this.machine.ops, this.program, this.files)
  }

  /** Compiles `source` without running it. Throws a SchemeSyntaxError. */
  compile(source: SourceText): CodeTemplate {
    return compileScheme(source, this.machine.ops, this.program)
  }

  /** Compiles `source` as a program of its own, to find what is wrong with it. Throws a SchemeSyntaxError. */
  check(source: SourceText): void {
    compileScheme(source, this.machine.ops, createProgram(this.files))
  }

  /** Compiles the forms of `source` one by one, so that each can be run before the next is expanded. */
  *compileForms(source: SourceText): Iterable<CodeTemplate> {
    const { machine, program } = this
    for (const datum of read(source)) yield compileData(source, [datum], machine.ops, program)
  }

  /** The bytes of a code file with `template`. */
  writeCode(template: CodeTemplate, options: WriteOptions = {}): Uint8Array {
    return writeCode(template, this.codeFormat(), options)
  }

  /** The program in a code file, which may come from anybody. Throws a CodeFileError. */
  readCode(bytes: Uint8Array): CodeTemplate {
    return readCode(bytes, this.codeFormat())
  }

  private codeFormat(): CodeFormat {
    const { ops, flows } = this.machine
    this.format ??= makeCodeFormat(ops, flows, schemeCodePolicy())
    return this.format
  }

  /** Runs compiled code; the external representation of its value. Throws a GuestError. */
  runTemplate(template: CodeTemplate): string {
    runCode(this.machine, this.machine.link(template))
    const { machine } = this
    const nameOf = (slot: number) => machine.codeOfProcedure(slot).name
    return printValue(machine.heap, machine.resultSlot, 'write', nameOf)
  }

  /** Runs `text`; the external representation of the last value. */
  run(text: string, name = 'program'): string {
    return this.runTemplate(this.compile(createSource(name, text)))
  }

  /** Stops the run that is going on, for example from `write`: it ends with a GuestError. */
  interrupt(reason = 'interrupted'): void {
    this.machine.watch.interrupt(reason)
  }

  /** Names this VM for `interruptFrom` in other threads. */
  get interruptCell(): InterruptCell {
    return this.machine.watch.cell()
  }

  /** Gives all memory back; the VM cannot be used any more. */
  dispose(): void {
    this.machine.dispose()
  }
}

/**
 * A Scheme VM of its own: several in one process share nothing. Libraries that a program imports are
 * looked for beside it, and in `libraryDirectories`.
 */
export function createVm(
  options: Partial<VmOptions> = {},
  libraryDirectories: readonly string[] = [],
): SchemeVm {
  return new SchemeVm(options, libraryDirectories)
}
