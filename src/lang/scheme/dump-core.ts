// Scheme's core language as text, one top-level form a line: what the front end makes of a program.

import type { SourceText } from '../../base/index.ts'
import { lower } from './compile.ts'
import { printCore } from './core/print-core.ts'
import { parse } from './expand/parse.ts'
import { collectDefined } from './passes/integrate-primitives.ts'
import { read } from './read/read.ts'

/** The forms of `source` after all passes over core. Throws a SchemeSyntaxError. */
export function printProgramCore(source: SourceText): string {
  const unit = parse(source, read(source))
  const forms = lower(unit, collectDefined(unit.forms))
  return forms.map((form) => `${printCore(form)}\n`).join('')
}
