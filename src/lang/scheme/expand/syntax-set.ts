// Syntax of names in expressions: references and `set!`.

import type { Core } from '../core/core.ts'
import { buildConstant, callSystem } from './build.ts'
import { type Environment, type Missing, resolve, topLevelOf } from './denotation.ts'
import {
  type Expander,
  expectIdentifier,
  expectItems,
  type Syntax,
  syntaxError,
} from './expander.ts'
import { type Form, type Identifier, rootName } from './form.ts'

/**
 * Thrown when a program assigns a name of the system's, or defines it after using it: it must be
 * expanded with a variable of its own, which holds the system's value at first.
 */
export class SystemNameAssigned extends Error {
  override readonly name = 'SystemNameAssigned'
  readonly assigned: string

  constructor(assigned: string) {
    super(`${assigned} is the system's`)
    this.assigned = assigned
  }
}

const notVariable = (expander: Expander, id: Identifier, what: string) =>
  syntaxError(expander, id, `${rootName(id)} is a ${what}, not a variable`)

/** A name as an expression. */
export function expandReference(
  expander: Expander,
  id: Identifier,
  environment: Environment,
): Core {
  const { offset } = id
  const denotation = resolve(id, environment)
  switch (denotation.kind) {
    case 'local':
      return { kind: 'local-ref', variable: denotation.variable, offset }
    case 'global':
      return { kind: 'global-ref', name: denotation.key, offset }
    case 'missing':
      return refuse(denotation, offset)
    case 'keyword':
    case 'macro':
      throw notVariable(expander, id, denotation.kind)
  }
}

/** Complains when it is evaluated: a program may mention what it never needs. */
function refuse({ reason: value }: Missing, offset: number): Core {
  return callSystem('error', [buildConstant({ kind: 'string', value, offset }, offset)], offset)
}

/** `(set! name value)`. */
export const expandSet: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, 2, '(set! name value)')
  const [target, valueForm] = use.items as [Form, Form]
  const id = expectIdentifier(expander, target, 'a name')
  return buildAssignment(expander, id, environment, use.offset, () =>
    expander.expression(valueForm, environment),
  )
}

/** The assignment of what `build` makes to `id`. */
export function buildAssignment(
  expander: Expander,
  id: Identifier,
  environment: Environment,
  offset: number,
  build: () => Core,
): Core {
  const denotation = resolve(id, environment)
  if (denotation.kind === 'keyword' || denotation.kind === 'macro') {
    throw notVariable(expander, id, denotation.kind)
  }
  if (denotation.kind === 'missing') return refuse(denotation, offset)
  const value = build()
  if (denotation.kind === 'local') {
    const { variable } = denotation
    variable.assigned = true
    return { kind: 'local-set', variable, value, offset }
  }
  if (denotation.isImported) {
    if (topLevelOf(environment).isOpen) throw new SystemNameAssigned(denotation.name)
    const reason = `${rootName(id)} is imported and cannot be assigned`
    throw syntaxError(expander, id, reason)
  }
  return { kind: 'global-set', name: denotation.key, value, offset }
}
