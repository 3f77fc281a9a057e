// Where the text of a program comes from.

import { readFileSync } from 'node:fs'
import { createSource, type SourceText } from '../base/index.ts'
import { type Program, UsageError } from './command-line.ts'

const STANDARD_INPUT = 0

/** The text of `program`; a UsageError if there is none. */
export function readProgram(program: Program): SourceText {
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
