// Scheme's core language as text, one top-level form a line: what the front end makes of a program.

import type { SourceText } from '../base/index.ts'
// The front end's inner steps have no public name yet: see the exceptions of test/layers.test.ts.
import { lower } from '../lang/scheme/compile.ts'
import { collectDefined } from '../lang/scheme/integrate-primitives.ts'
import { parse } from '../lang/scheme/parse.ts'
import { printCore } from '../lang/scheme/print-core.ts'
import { read } from '../lang/scheme/read.ts'

/** The forms of `source` after all passes over core. Throws a SchemeSyntaxError. */
export function printSchemeCore(source: SourceText): string {
  const unit = parse(source, read(source))
  const forms = lower(unit, collectDefined(unit.forms))
  return forms.map((form) => `${printCore(form)}\n`).join('')
}
