// Scheme's core language as text, one top-level form a line: what the front end makes of a program.

import type { SourceText } from '../../base/index.ts'
import { lower } from './compile.ts'
import { collectDefined } from './integrate-primitives.ts'
import { parse } from './parse.ts'
import { printCore } from './print-core.ts'
import { read } from './read.ts'

/** The forms of `source` after all passes over core. Throws a SchemeSyntaxError. */
export function printProgramCore(source: SourceText): string {
  const unit = parse(source, read(source))
  const forms = lower(unit, collectDefined(unit.forms))
  return forms.map((form) => `${printCore(form)}\n`).join('')
}
