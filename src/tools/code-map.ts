// What all machine code of a VM is called: the names that perf and GDB show.
//
//   scm:fact@t.scm:1#p3     path 3 of the dumps, in procedure fact
//   scm:fact@t.scm:1#entry  checks the number of arguments, then goes to a path
//   lazuli:handler add      the rest is ours

import { basename } from 'node:path'
import { locate, type SourceText } from '../base/index.ts'
import { sourceOffset } from '../ops/index.ts'
import type { Code } from '../runtime/index.ts'
import type { Machine } from '../vm/index.ts'
import { CompilationLog, type CompiledPath } from './compilation-log.ts'

/** A named stretch of machine code, in cage offsets. */
export interface NamedCode {
  readonly start: number
  readonly end: number
  readonly name: string
}

/** What stands for the place of procedures that the language brings. */
const LIBRARY = 'library'

export class CodeMap {
  readonly machine: Machine
  readonly log: CompilationLog
  private readonly language: string
  private readonly source: SourceText

  /** Code of `source` is called `language:...`; `listing` as in the log. */
  constructor(machine: Machine, language: string, source: SourceText, listing: boolean) {
    this.machine = machine
    this.language = language
    this.source = source
    this.log = new CompilationLog(machine, listing)
  }

  /** The address of offset 0. */
  get base(): number {
    return this.machine.heap.baseHigh * 2 ** 32
  }

  /** Up to here fixed code has been emitted; more comes when code is linked. */
  get fixedEnd(): number {
    return this.machine.native?.handlerRegions[0]?.here ?? 0
  }

  /** Compiled paths by stretch; all, or those of one path. */
  compiledCode(of: CompiledPath | null = null): NamedCode[] {
    return this.log.stretches(of).flatMap(({ path, start, end }) => {
      const name = this.nameOf(path.code)
      const code = { start, end, name: `${name}#p${path.number}` }
      if (path.start <= start || path.start >= end) return [code]
      // What lies before a path in its own stretch is the entry that checks the number of arguments.
      const entry = { start, end: path.start, name: `${name}#entry` }
      return [entry, { ...code, start: path.start }]
    })
  }

  /** Trampoline, handlers and stubs. */
  fixedCode(): NamedCode[] {
    const { native } = this.machine
    if (native === null) return []
    const [hot, ...others] = native.handlerRegions
    const starts: [number, string][] = []
    for (const [name, at] of Object.entries(native.trampoline)) {
      if (typeof at === 'number') starts.push([at, name])
    }
    const handlerEnd = hot?.here ?? 0
    for (const { at, opcode } of native.threaded.starts()) {
      const spec = opcode === null ? null : this.machine.ops.forms[opcode]?.spec
      starts.push([at, spec ? `handler ${spec.name}` : 'threaded entry'])
    }
    starts.sort(([left], [right]) => left - right)
    const rows = starts.map(([start, name], i) => {
      return { start, end: starts[i + 1]?.[0] ?? handlerEnd, name: `lazuli:${name}` }
    })
    const regions = [
      ...others.map((asm) => ({ start: asm.base, end: asm.here, name: 'lazuli:handlers, cold' })),
      { start: native.routines.base, end: native.routines.here, name: 'lazuli:integers' },
      { start: native.stubs.base, end: native.stubs.here, name: 'lazuli:stubs' },
    ]
    return [...rows, ...regions].filter(({ start, end }) => start < end)
  }

  /** `scm:fact@t.scm:1`; procedures of the library have no place in the source. */
  private nameOf(code: Code): string {
    const { template } = code
    const offsets = Array.from(template.places, (_, i) => sourceOffset(template, i, this.source))
    const place = offsets.find((each) => each >= 0) ?? -1
    const line = place < 0 ? null : locate(this.source, place).line
    const where = line === null ? LIBRARY : `${basename(this.source.name)}:${line}`
    return `${this.language}:${code.name || 'lambda'}@${where}`.replace(/\s/g, '_')
  }
}
