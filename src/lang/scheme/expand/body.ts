// Bodies of procedures: a letrec* of their definitions around their expressions.
//
// Definitions inside `begin`, and those that macros make, count as the body's own. An expression before
// a definition, which the standard does not have, runs when its turn comes, as a binding of nothing.

import { type Binding, type Core, sequence } from '../core/core.ts'
import { bindValues, buildBlock } from './build.ts'
import type { Definition, ValuesDefinition } from './definition.ts'
import { type Denotation, type Environment, Scope } from './denotation.ts'
import { type Expander, expressions, formalNames, type Place, syntaxError } from './expander.ts'
import { bindingKey, type Form, type Identifier, rootName } from './form.ts'
import { type Scanner, scan } from './scan.ts'

/** Makes the bindings of one definition, when all names are known. */
type Step = () => readonly Binding[]

/** Definitions, then expressions: see `Expander.body`. */
export function expandBody(
  expander: Expander,
  forms: readonly Form[],
  environment: Environment,
  at: Place,
): Core {
  const scope = new Scope(environment)
  const steps: Step[] = []
  const rest: Form[] = []
  scan(expander, forms, scope, bodyScanner(expander, scope, steps, rest))
  if (rest.length === 0) throw syntaxError(expander, at, 'a body needs an expression')
  const bindings = steps.flatMap((step) => step())
  const body = sequence(expressions(expander, rest, scope), at.offset)
  return buildBlock('letrec', bindings, body, at.offset)
}

/** The binding that evaluates `form` for its effect. */
function effect(expander: Expander, form: Form, environment: Environment): Binding {
  const variable = expander.variables.fresh('effect')
  return { variable, value: expander.expression(form, environment) }
}

function bodyScanner(expander: Expander, scope: Scope, steps: Step[], rest: Form[]): Scanner {
  const bind = (name: Identifier, denotation: Denotation) => {
    for (const form of rest.splice(0)) steps.push(() => [effect(expander, form, scope)])
    if (scope.get(bindingKey(name)) !== undefined) {
      throw syntaxError(expander, name, `${rootName(name)} is bound twice`)
    }
    scope.bind(name, denotation)
  }
  const variable = (name: Identifier) => {
    const fresh = expander.variables.fresh(rootName(name))
    bind(name, { kind: 'local', variable: fresh })
    return fresh
  }
  return {
    define(definition: Definition) {
      const bound = variable(definition.name)
      steps.push(() => [{ variable: bound, value: definition.value(scope) }])
    },
    defineValues({ formals, init }: ValuesDefinition) {
      const bound = formalNames(formals).map((name) => variable(name))
      const hasRest = formals.rest !== null
      const params = hasRest ? bound.slice(0, -1) : bound
      const last = hasRest ? (bound.at(-1) ?? null) : null
      const temporary = () => expander.variables.fresh('values')
      steps.push(() => bindValues(params, last, expander.expression(init, scope), temporary))
    },
    defineSyntax(name, meaning) {
      bind(name, meaning)
    },
    expression(form) {
      rest.push(form)
    },
    declaration(use) {
      throw syntaxError(expander, use, `${use.keyword} is only allowed at top level`)
    },
  }
}
