// The compiler from end to end: text to code template, as a list of its steps.

import { dropParts, type SourceText } from '../../base/index.ts'
import type { CodeTemplate, OpSet } from '../../ops/index.ts'
import { type Core, type Lambda, sequence, unspecified, type VariableSource } from './core/core.ts'
import { Program, type Unit } from './expand/program.ts'
import { generate } from './generate/generate.ts'
import { inlinableProcedures } from './library/inlinable.ts'
import type { FileAccess } from './library/library-files.ts'
import { systemNames } from './library/prelude.ts'
import { type LoweredUnit, lower } from './passes/lower.ts'
import type { Datum } from './read/datum.ts'
import { read } from './read/read.ts'

/** A program without a unit yet. */
export function createProgram(files?: FileAccess): Program {
  return new Program(systemNames, files)
}

/** What a unit's text compiles to: code of no parameters that returns the last form's value. */
export function compileScheme(
  source: SourceText,
  ops: OpSet,
  program: Program = createProgram(),
): CodeTemplate {
  return compileData(source, read(dropParts(source)), ops, program)
}

/** The same for `data`, which was read from `source`. */
export function compileData(
  source: SourceText,
  data: readonly Datum[],
  ops: OpSet,
  program: Program,
): CodeTemplate {
  const unit = program.expand(source, data)
  const { forms, inlineSites } = lowerUnit(unit, program)
  const last = forms.pop() ?? unspecified(0)
  const body = sequence([...forms, withoutTailCall(last, unit.variables)], 0)
  return generate(source, ops, wrapUnit(body), inlineSites)
}

/** `unit` after all passes over core. */
export function lowerUnit(unit: Unit, { isWhole }: Program): LoweredUnit {
  return lower(unit, { system: inlinableProcedures, isWhole })
}

/** A form whose calls leave the unit's frame where it is: backtraces begin with it. */
function withoutTailCall(form: Core, variables: VariableSource): Core {
  if (form.kind === 'constant' || form.kind === 'global-define') return form
  const { offset } = form
  const variable = variables.fresh('result')
  const body: Core = { kind: 'local-ref', variable, offset }
  return { kind: 'let', bindings: [{ variable, value: form }], body, offset }
}

/** `body` as the procedure that runs it. */
function wrapUnit(body: Core): Lambda {
  return { kind: 'lambda', name: 'program', params: [], rest: null, body, offset: body.offset }
}
