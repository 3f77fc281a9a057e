// The command `lazuli`: reads the command line, runs the program, shows what was asked for.
//
// Exit codes: 0; 1 after an error in the program or its text; 2 after a wrong call of the command;
// 3 after a bug of ours, which is shown with its JavaScript stack; those of limits.ts when stopped;
// what the program passes to `exit`.

import { createRequire } from 'node:module'
import { createSource } from '../base/index.ts'
import { createVm, type SchemeVm } from '../lang/scheme/index.ts'
import { GuestExit, type Host, runCode } from '../vm/index.ts'
import { checkFiles } from './check.ts'
import { compileFile, type ProgramInput, readInput } from './code-file.ts'
import { parseCommandLine, type RunCommand, UsageError } from './command-line.ts'
import { examine } from './doctor.ts'
import { escapeControls } from './error-text.ts'
import { describeFailure } from './failure.ts'
import { printHelp } from './help.ts'
import { commandHost } from './host.ts'
import { Observers } from './observers.ts'
import { StandardOutput, writeError } from './output.ts'
import { Repl } from './repl.ts'
import { converse } from './repl-input.ts'
import { resultText } from './result-text.ts'

const EXIT = { done: 0, usage: 2, unusable: 2, bug: 3 } as const

/** Does what the command line `argv` says; the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const output = new StandardOutput()
  try {
    const command = parseCommandLine(argv)
    if (command.kind === 'help') output.write(printHelp())
    else if (command.kind === 'doctor') return doctor(output)
    else if (command.kind === 'version') output.write(`lazuli ${packageVersion()}\n`)
    else if (command.kind === 'check') return checkFiles(command)
    else if (command.kind === 'compile') return compileFile(command)
    else return await run(command, output)
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

function doctor(output: StandardOutput): number {
  const { text, usable } = examine()
  output.write(text)
  return usable ? EXIT.done : EXIT.unusable
}

/** A machine for `command`; a UsageError if its engine cannot run here. */
function makeMachine(command: RunCommand, host: Host): SchemeVm {
  const { libraryDirectories, limits, profile } = command
  const engine = profile === null ? command.engine : 'reference'
  const options = { engine: engine ?? 'auto', limits, interruptSignal: true, ...host } as const
  const vm = createVm(options, libraryDirectories)
  const { nativeProblem } = vm.machine
  if (nativeProblem !== null && (engine === 'threaded' || engine === 'lazy')) {
    throw new UsageError(
      `--engine=${engine} needs machine code, which cannot run here: ${nativeProblem}; ` +
        "without --engine the reference engine runs the program; 'lazuli doctor' says more",
    )
  }
  return vm
}

/** Runs the program, then what is typed, as far as there are such. */
async function run(command: RunCommand, output: StandardOutput): Promise<number> {
  const { program } = command
  const input: ProgramInput =
    program === null ? { source: createSource('nothing', ''), code: null } : readInput(program)
  const { source } = input
  const started = performance.now()
  const write = (text: string) => output.write(text)
  const commandLine = [program?.kind === 'file' ? program.name : '', ...command.args]
  const vm = makeMachine(command, commandHost(output, commandLine))
  const observers = new Observers(command, vm.machine, source, write, performance.now() - started)
  vm.program.isWhole = !command.isInteractive
  const repl = command.isInteractive ? new Repl(vm, output) : null
  let exitCode: number = EXIT.done
  let hasExited = false
  if (program !== null) {
    try {
      runProgram(input, vm, observers)
      if (program.kind === 'expression') output.write(resultText(vm.machine))
    } catch (error) {
      output.flush()
      const { text, exitCode: code } = describeFailure(error, vm, source.name)
      writeError(text)
      exitCode = code
      hasExited = error instanceof GuestExit
    }
  }
  if (repl !== null && !hasExited) exitCode = await converse(repl)
  observers.finish(() => output.flush())
  return exitCode
}

function runProgram(
  { source, code: bytes }: ProgramInput,
  vm: SchemeVm,
  observers: Observers,
): void {
  const { machine } = vm
  const template = observers.timed('front end', () =>
    bytes === null ? vm.compile(source) : vm.readCode(bytes),
  )
  observers.dump.compiled(source, template, vm)
  const code = observers.timed('linking', () => machine.link(template))
  observers.dump.linked()
  observers.timed('running', () => runCode(machine, code))
}

function packageVersion(): string {
  // By the package's own name, because the built command lies elsewhere than this file.
  const description = createRequire(import.meta.url)('lazuli/package.json') as { version: string }
  return description.version
}
