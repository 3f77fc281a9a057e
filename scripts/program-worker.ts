// Runs Scheme programs one after the other for test/programs.test.ts, in a process of its own: if
// generated code crashes, the parent knows by the last line which program and options did it.
//
// Needs: one job a line on standard input, as JSON. Gives: for each job a line with its outcome.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createVm, SchemeSyntaxError } from '../src/lang/scheme/index.ts'
import { GuestError, GuestExit, type VmOptions } from '../src/vm/index.ts'

export interface Job {
  readonly file: string
  readonly options: Partial<Omit<VmOptions, 'write'>>
}

/** What the program printed, and the error it ended with: `kind: message`. */
export interface Outcome {
  readonly output: string
  readonly error: string | null
  /** An exception that is no error of the program: a bug of ours. */
  readonly bug: string | null
}

function runJob({ file, options }: Job): Outcome {
  let output = ''
  const write = (text: string) => {
    output += text
  }
  let error: string | null = null
  let bug: string | null = null
  try {
    const vm = createVm({ ...options, write })
    try {
      vm.program.isWhole = true
      vm.run(readFileSync(file, 'utf8'), file)
    } finally {
      if (options.gcStress) vm.machine.verifyHeap()
      vm.dispose()
    }
  } catch (thrown) {
    if (thrown instanceof GuestError) error = `${thrown.kind}: ${thrown.message}`
    else if (thrown instanceof GuestExit) error = thrown.message
    else if (thrown instanceof SchemeSyntaxError) error = `syntax: ${thrown.reason}`
    else bug = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  }
  return { output, error, bug }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(runJob(JSON.parse(line) as Job))}\n`)
}
