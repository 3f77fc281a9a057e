// The command `lazuli`: reads the command line, runs the program, shows what was asked for.
//
// Exit codes: 0; 1 after an error in the program or its text; 2 after a wrong call of the command;
// 3 after a bug of ours, which is shown with its JavaScript stack.

import { readFileSync } from 'node:fs'
import { createSource, type SourceText } from '../base/index.ts'
import { IMMEDIATE } from '../expr/index.ts'
import { createVm, printValue, SchemeSyntaxError } from '../lang/scheme/index.ts'
import { collectStatistics, printStatistics, printStatisticsJson } from '../tools/index.ts'
import { GuestError, type Machine, runCode } from '../vm/index.ts'
import { type Program, parseCommandLine, type RunCommand, UsageError } from './command-line.ts'
import { Dump } from './dump.ts'
import { escapeControls, printGuestError, printSyntaxError } from './error-text.ts'
import { printHelp } from './help.ts'
import { StandardOutput, writeError } from './output.ts'

const EXIT = { done: 0, guestError: 1, usage: 2, bug: 3 } as const
const STANDARD_INPUT = 0

function main(argv: readonly string[]): number {
  const output = new StandardOutput()
  try {
    const command = parseCommandLine(argv)
    if (command.kind === 'help') output.write(printHelp())
    else if (command.kind === 'version') output.write(`lazuli ${packageVersion()}\n`)
    else return run(command, output)
    return EXIT.done
  } catch (error) {
    output.flush()
    if (error instanceof UsageError) {
      writeError(`lazuli: ${escapeControls(error.message)}\n`)
      return EXIT.usage
    }
    writeError(`lazuli: a bug in Lazuli: ${(error as Error).stack ?? error}\n`)
    return EXIT.bug
  } finally {
    output.flush()
  }
}

function run(command: RunCommand, output: StandardOutput): number {
  const source = readProgram(command.program)
  const started = performance.now()
  const write = (text: string) => output.write(text)
  const vm = createVm({ engine: command.engine, write })
  const { machine } = vm
  const dump = new Dump(machine, command.dump, command.dumpProcedure, write)
  const times: Record<string, number> = { 'starting the machine': performance.now() - started }
  const timed = <Result>(what: string, action: () => Result): Result => {
    const start = performance.now()
    try {
      return action()
    } finally {
      times[what] = performance.now() - start
    }
  }
  let exitCode: number = EXIT.done
  try {
    const template = timed('front end', () => vm.compile(source))
    dump.compiled(source, template)
    const code = timed('linking', () => machine.link(template))
    dump.linked()
    timed('running', () => runCode(machine, code))
    if (command.program.kind === 'expression') output.write(resultText(machine))
  } catch (error) {
    output.flush()
    writeError(guestErrorText(error, source))
    exitCode = EXIT.guestError
  }
  dump.ran()
  output.flush()
  if (command.statistics !== null) {
    const print = command.statistics === 'json' ? printStatisticsJson : printStatistics
    writeError(print(collectStatistics(machine, times)))
  }
  return exitCode
}

/** The text for an error of the guest; throws any other error again. */
function guestErrorText(error: unknown, source: SourceText): string {
  if (error instanceof SchemeSyntaxError) return printSyntaxError(error)
  if (error instanceof GuestError) return printGuestError(error, source)
  throw error
}

function resultText(machine: Machine): string {
  if (machine.heap.low(machine.resultSlot) === IMMEDIATE.unspecified) return ''
  return `${printValue(machine.heap, machine.resultSlot, 'write')}\n`
}

function readProgram(program: Program): SourceText {
  if (program.kind === 'expression') return createSource('-e', program.text)
  const name = program.kind === 'file' ? program.name : 'standard input'
  try {
    const text = readFileSync(program.kind === 'file' ? program.name : STANDARD_INPUT, 'utf8')
    return createSource(name, text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const reason = code === 'ENOENT' ? 'there is no such file' : message
    throw new UsageError(`cannot read ${name}: ${reason}`)
  }
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

process.exitCode = main(process.argv.slice(2))
