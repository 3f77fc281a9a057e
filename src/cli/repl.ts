// Read, evaluate, print: one conversation with a VM. Where the text comes from is repl-input.ts's business.
//
// Each datum of an entry is compiled and run before the next is expanded. Definitions stay; an error is
// shown and changes nothing else. Lines that start with a comma are commands (repl-commands.ts).

import { createSource } from '../base/index.ts'
import { type ReadStatus, readStatus, type SchemeVm } from '../lang/scheme/index.ts'
import { GuestExit, runCode } from '../vm/index.ts'
import { describeFailure } from './failure.ts'
import { type StandardOutput, writeError } from './output.ts'
import { runReplCommand } from './repl-commands.ts'
import { resultText } from './result-text.ts'

const COMMAND = /^\s*,(\S+)/
const MOST_COMPLETIONS = 100

export class Repl {
  readonly vm: SchemeVm
  readonly output: StandardOutput
  private readonly sourceName: string

  constructor(vm: SchemeVm, output: StandardOutput, sourceName = 'input') {
    this.vm = vm
    this.output = output
    this.sourceName = sourceName
    vm.program.isInteractive = true
  }

  /** Whether `text` can be evaluated, or more of it must come. */
  statusOf(text: string): ReadStatus {
    const command = COMMAND.exec(text)
    return readStatus(command === null ? text : text.slice(command[0].length))
  }

  /** Evaluates an entry that begins on `line`; the exit code if it has ended the conversation. */
  evaluate(text: string, line: number): number | null {
    const command = COMMAND.exec(text)?.[1]
    try {
      if (command === undefined) this.run('\n'.repeat(line - 1) + text)
      else {
        const rest = text.slice(text.indexOf(command) + command.length).trim()
        if (runReplCommand(this, command, rest) === 'quit') return 0
      }
    } catch (error) {
      this.output.flush()
      const failure = describeFailure(error, this.vm, this.sourceName)
      if (error instanceof GuestExit) return failure.exitCode
      writeError(failure.text)
    }
    this.output.flush()
    return null
  }

  /** Runs all forms of `text` and prints their values. */
  run(text: string): void {
    const { vm, output } = this
    for (const template of vm.compileForms(createSource(this.sourceName, text))) {
      runCode(vm.machine, vm.machine.link(template))
      output.write(resultText(vm.machine))
    }
  }

  /** The names that begin with the last word of `line`, and that word. */
  complete(line: string): [string[], string] {
    const word = /[^\s()[\]{}";'`,|]*$/.exec(line)?.[0] ?? ''
    if (word === '') return [[], word]
    const names = new Set(this.vm.program.visibleNames)
    const found = [...names].filter((name) => name.startsWith(word)).sort()
    return [found.slice(0, MOST_COMPLETIONS), word]
  }
}
