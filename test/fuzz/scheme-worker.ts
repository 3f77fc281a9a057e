// Runs fuzz programs, in a process of its own that may crash or hang.
//
// Needs: a task a line on standard input, as JSON. Gives: for each of its runs a line, written before the
// next begins, so that the parent knows which one took the process down.

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Outcome, runText, type Task } from './outcome.ts'

const STANDARD_OUTPUT = 1

function write(outcome: Outcome): void {
  let rest = Buffer.from(`${JSON.stringify(outcome)}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest))
    } catch (error) {
      // The pipe is full for the moment.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { runs } = JSON.parse(line) as Task
  for (const run of runs) write(runText(run))
}
