// The map that `perf report` names machine code by: /tmp/perf-PID.map, a line for each stretch.
//
//   100000a58120 34 scm:fact@t.scm:1#p3
//
// Start address and size in hexadecimal, then the name (code-map.ts). Lines are appended when code
// appears, so that the map of a program that is killed is of use; `finish` writes the whole file once
// more, with what has become of each stretch meanwhile (a later path may take the end of an earlier one
// back).

import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import type { CodeMap, NamedCode } from './code-map.ts'

/** Where perf looks for the map of this process. */
const perfMapPath = () => `/tmp/perf-${process.pid}.map`

export class PerfMap {
  private readonly code: CodeMap
  private readonly path = perfMapPath()
  private readonly file: number
  private fixedEnd = 0

  /** Starts the file. */
  constructor(code: CodeMap) {
    this.code = code
    this.file = openSync(this.path, 'w')
    code.log.onPath = (path) => {
      this.appendFixed()
      writeSync(this.file, this.format(code.compiledCode(path)))
    }
    this.appendFixed()
  }

  /** Writes the file once more, as the code stands now. */
  finish(): void {
    closeSync(this.file)
    const rows = [...this.code.fixedCode(), ...this.code.compiledCode()]
    writeFileSync(this.path, this.format(rows.sort((left, right) => left.start - right.start)))
  }

  /** Handlers of the threaded tier appear when code that uses them is linked. */
  private appendFixed(): void {
    const { fixedEnd } = this.code
    if (fixedEnd === this.fixedEnd) return
    const isNew = (row: NamedCode) => row.end > this.fixedEnd
    writeSync(this.file, this.format(this.code.fixedCode().filter(isNew)))
    this.fixedEnd = fixedEnd
  }

  private format(rows: readonly NamedCode[]): string {
    const { base } = this.code
    return rows
      .map(({ start, end, name }) => `${hex(base + start)} ${hex(end - start)} ${name}\n`)
      .join('')
  }
}

const hex = (value: number) => value.toString(16)
