// The compiler from end to end: text to code template, as a list of its steps.

import type { SourceText } from '../../base/index.ts'
import type { CodeTemplate, OpSet } from '../../ops/index.ts'
import { type Core, type Lambda, sequence, unspecified } from './core/core.ts'
import { verifyDepth } from './core/verify-depth.ts'
import { parse, type Unit } from './expand/parse.ts'
import { generate } from './generate/generate.ts'
import { convertAssignments } from './passes/convert-assignments.ts'
import { fixLetrec } from './passes/fix-letrec.ts'
import { collectDefined, integratePrimitives } from './passes/integrate-primitives.ts'
import { recoverLoops } from './passes/recover-loops.ts'
import { read } from './read/read.ts'

/** What a program's text compiles to: code of no parameters that returns the last form's value. */
export function compileScheme(source: SourceText, ops: OpSet): CodeTemplate {
  const unit = parse(source, read(source))
  const forms = lower(unit, collectDefined(unit.forms))
  const body = forms.length === 0 ? unspecified(0) : sequence(forms, 0)
  return generate(source, ops, wrapUnit(body))
}

/** The passes from parser to code generator. `own` are the names that are no primitives here. */
export function lower(unit: Unit, own: ReadonlySet<string>): Core[] {
  return unit.forms.map((parsed) => {
    const fixed = fixLetrec(parsed)
    verifyDepth(unit.source, fixed)
    const looped = recoverLoops(fixed)
    const boxed = convertAssignments(looped, unit.variables)
    return integratePrimitives(boxed, own)
  })
}

/** `body` as the procedure that runs it. */
function wrapUnit(body: Core): Lambda {
  return { kind: 'lambda', name: 'program', params: [], rest: null, body, offset: body.offset }
}
