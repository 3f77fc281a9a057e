// `lazuli --compile FILE` and the programs that come of it: files with bytecode instead of text.

import { readFileSync, writeFileSync } from 'node:fs'
import { createSource, type SourceText } from '../base/index.ts'
import { createVm, type SchemeVm } from '../lang/scheme/index.ts'
import { isCodeFile } from '../ops/index.ts'
import { nodeFiles } from '../vm/index.ts'
import { type CompileCommand, type Program, UsageError } from './command-line.ts'
import { describeFailure } from './failure.ts'
import { writeError } from './output.ts'
import { readProgram } from './program-text.ts'

/** What is to be run: a text, or code that was compiled before. */
export interface ProgramInput {
  /** Without its text if there is code. */
  readonly source: SourceText
  readonly code: Uint8Array | null
}

/** The program, from wherever it comes; a UsageError if there is none. */
export function readInput(program: Program): ProgramInput {
  if (program.kind === 'file') {
    const bytes = readBytes(program.name)
    if (bytes !== null && isCodeFile(bytes)) {
      return { source: createSource(program.name, ''), code: bytes }
    }
  }
  return { source: readProgram(program), code: null }
}

/** Null: that is for the reader of texts to complain about. */
function readBytes(name: string): Uint8Array | null {
  try {
    return readFileSync(name)
  } catch {
    return null
  }
}

/** Compiles a program to a file; the exit code. */
export function compileFile(command: CompileCommand): number {
  const { name, output, sourceTexts, libraryDirectories } = command
  const source = readProgram({ kind: 'file', name })
  const vm = createVm({ engine: 'reference', files: nodeFiles }, libraryDirectories)
  vm.program.isWhole = true
  try {
    writeCodeFile(output, vm, source, sourceTexts)
    return 0
  } catch (error) {
    const { text, exitCode } = describeFailure(error, vm, source.name)
    writeError(text)
    return exitCode
  } finally {
    vm.dispose()
  }
}

function writeCodeFile(name: string, vm: SchemeVm, source: SourceText, sourceTexts: boolean): void {
  const bytes = vm.writeCode(vm.compile(source), { sourceTexts, checksum: true })
  try {
    writeFileSync(name, bytes)
  } catch (error) {
    throw new UsageError(`cannot write ${name}: ${(error as Error).message}`)
  }
}
