// `--dump`: prints the wanted stages, those of the text before the run, those of the run after it.
//
// Each stage starts with a line `;; NAME`. `--dump-fn` keeps the procedures of one name; the core
// stage is of the whole program and ignores it.

import type { SourceText } from '../base/index.ts'
import { printProgramCore, printProgramInlining, type SchemeVm } from '../lang/scheme/index.ts'
import { type CodeTemplate, printTemplate } from '../ops/index.ts'
import {
  CompilationLog,
  printAssembly,
  printVersions,
  printWords,
  type StageName,
  stages,
} from '../tools/index.ts'
import type { Machine } from '../vm/index.ts'

export class Dump {
  private readonly machine: Machine
  private readonly wanted: readonly StageName[]
  private readonly procedure: string | null
  private readonly write: (text: string) => void
  private readonly log: CompilationLog | null
  private source: SourceText | null = null

  constructor(
    machine: Machine,
    wanted: readonly StageName[],
    procedure: string | null,
    write: (text: string) => void,
  ) {
    this.machine = machine
    this.wanted = wanted
    this.procedure = procedure
    this.write = write
    const watches = wanted.some((name) => stages[name].when === 'run')
    this.log = watches ? new CompilationLog(machine, wanted.includes('asm')) : null
  }

  /** The stages of the compiled program. */
  compiled(source: SourceText, template: CodeTemplate, { files, program }: SchemeVm): void {
    this.source = source
    const { isWhole } = program
    if (this.wanted.includes('core')) this.stage('core', printProgramCore(source, files, isWhole))
    if (this.wanted.includes('inline')) {
      this.stage('inline', printProgramInlining(source, files, isWhole))
    }
    if (this.wanted.includes('ops')) this.stage('ops', this.listing(template))
  }

  /** The stages of the linked program. */
  linked(): void {
    if (!this.wanted.includes('words')) return
    const codes = this.machine.codes.filter(this.isWanted)
    this.stage('words', codes.map((code) => printWords(this.machine, code)).join('\n'))
  }

  /** The stages of what was compiled while the program ran. */
  ran(): void {
    const { log } = this
    if (log === null) return
    if (this.wanted.includes('versions')) this.stage('versions', printVersions(log, this.isWanted))
    if (this.wanted.includes('asm')) {
      this.stage('asm', printAssembly(log, this.isWanted, this.source))
    }
  }

  private readonly isWanted = ({ name }: { readonly name: string }) =>
    this.procedure === null || this.procedure === name

  /** `printTemplate` prints what is nested in a template too; a name chooses among its parts. */
  private listing(template: CodeTemplate): string {
    const parts = printTemplate(template, this.machine.ops).split(/\n(?=code )/)
    if (this.procedure === null) return parts.join('\n')
    return parts.filter((part) => part.startsWith(`code ${this.procedure}(`)).join('\n')
  }

  private stage(name: StageName, text: string): void {
    const nothing = this.procedure === null ? 'nothing' : `nothing named ${this.procedure}`
    this.write(`;; ${name}\n${text === '' ? `; ${nothing}\n` : text}\n`)
  }
}
