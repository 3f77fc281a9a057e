// Forms at top level: definitions of globals, and expressions, in order.

import { type Core, sequence, unspecified, type Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { bindValues, buildBlock, buildReference } from './build.ts'
import type { ValuesDefinition } from './definition.ts'
import type { Global } from './denotation.ts'
import { type Expander, formalNames, type Use } from './expander.ts'
import { type Form, rootName } from './form.ts'
import { scan } from './scan.ts'
import { SystemNameAssigned } from './syntax-set.ts'
import type { TopLevel } from './top-level.ts'

/** Core for `forms` in `top`; `declare` handles `import` and `define-library`. */
export function expandTopLevelForms(
  expander: Expander,
  forms: readonly Form[],
  top: TopLevel,
  declare: (use: Use) => void,
): Core[] {
  /** What is expanded when all names are known. */
  const steps: (() => Core)[] = []
  const hiding: Hiding[] = []
  scan(expander, forms, top, {
    define(definition) {
      const isHiding = top.meansSystem(definition.name)
      const { key, name } = top.define(definition.name)
      if (isHiding) hiding.push({ name, key, step: steps.length })
      const { offset } = definition.at
      steps.push(() => ({
        kind: 'global-define',
        name: key,
        value: definition.value(top),
        offset,
      }))
    },
    defineValues(definition) {
      const globals = formalNames(definition.formals).map((name) => top.define(name))
      steps.push(() => defineAll(expander, definition, globals, top))
    },
    defineSyntax(name, meaning) {
      top.bind(name, meaning)
    },
    expression(form) {
      steps.push(() => expander.expression(form, top))
    },
    declaration: declare,
  })
  const cores = steps.map((step) => step())
  const early = hiding.find((each) => isUsedEarly(each, cores))
  if (early !== undefined) throw new SystemNameAssigned(early.name)
  return cores
}

/** The definition of `key`, the form number `step`, that hides a procedure of the system's. */
interface Hiding {
  readonly name: string
  readonly key: string
  readonly step: number
}

/**
 * Whether a form that runs before the definition, or in it, may use the name. It means the system's then:
 * `(define old car) (define (car x) (old x))`.
 */
function isUsedEarly({ key, step }: Hiding, cores: readonly Core[]): boolean {
  const first = cores.findIndex((core) => mentions(core, key))
  return first >= 0 && !cores.slice(first, step + 1).every(isProcedureDefinition)
}

const isProcedureDefinition = (core: Core): boolean =>
  core.kind === 'global-define' && core.value.kind === 'lambda'

/** Whether `core` refers to the global `key`. */
function mentions(core: Core, key: string): boolean {
  if (core.kind === 'global-ref') return core.name === key
  let found = core.kind === 'global-set' && core.name === key
  forEachChild(core, (child) => {
    found ||= mentions(child, key)
  })
  return found
}

/** Several globals from the values of one expression. */
function defineAll(
  expander: Expander,
  { formals, init, at }: ValuesDefinition,
  globals: readonly Global[],
  top: TopLevel,
): Core {
  const { offset } = at
  const fresh = (name: string) => expander.variables.fresh(name)
  const variables = formalNames(formals).map((name) => fresh(rootName(name)))
  const rest = formals.rest === null ? null : (variables.at(-1) as Variable)
  const params = rest === null ? variables : variables.slice(0, -1)
  const value = expander.expression(init, top)
  const bindings = bindValues(params, rest, value, () => fresh('values'))
  const definitions = globals.map(({ key }, i): Core => {
    const part = buildReference(variables[i] as Variable, offset)
    return { kind: 'global-define', name: key, value: part, offset }
  })
  const body = definitions.length === 0 ? unspecified(offset) : sequence(definitions, offset)
  return buildBlock('let', bindings, body, offset)
}
