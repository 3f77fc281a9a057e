// Scheme's core language as text, one top-level form a line: what the front end makes of a program.

import { dropParts, type SourceText } from '../../base/index.ts'
import { createProgram, lowerUnit } from './compile.ts'
import { printCore } from './core/print-core.ts'
import type { Program } from './expand/program.ts'
import type { FileAccess } from './library/library-files.ts'
import { printInlining } from './passes/inline-log.ts'
import { read } from './read/read.ts'

/** What the forms of `source` would mean to `program` next, before the passes. Throws a SchemeSyntaxError. */
export function printExpansion(source: SourceText, program: Program): string {
  const { forms } = program.preview(source, read(source))
  return forms.map((form) => `${printCore(form)}\n`).join('')
}

/** The forms of `source` after all passes over core. Throws a SchemeSyntaxError. */
export function printProgramCore(source: SourceText, files?: FileAccess, isWhole = false): string {
  const { forms } = lowerProgram(source, files, isWhole)
  return forms.map((form) => `${printCore(form)}\n`).join('')
}

/** What was inlined in `source` and what was not. Throws a SchemeSyntaxError. */
export function printProgramInlining(
  source: SourceText,
  files?: FileAccess,
  isWhole = false,
): string {
  return printInlining(source, lowerProgram(source, files, isWhole).decisions)
}

function lowerProgram(source: SourceText, files: FileAccess | undefined, isWhole: boolean) {
  const program = createProgram(files)
  program.isWhole = isWhole
  return lowerUnit(program.expand(source, read(dropParts(source))), program)
}
