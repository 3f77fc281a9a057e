// Syntax that takes several values: let-values, let*-values, receive.

import type { Binding, Core, Variable } from '../core/core.ts'
import { bindValues, buildBlock } from './build.ts'
import { type Environment, Scope } from './denotation.ts'
import {
  bindNames,
  type Expander,
  expectDifferent,
  expectItems,
  expectList,
  type Formals,
  formalNames,
  MANY,
  type Syntax,
  syntaxError,
  takeFormals,
} from './expander.ts'
import type { Form, Identifier } from './form.ts'

interface Clause {
  readonly formals: Formals
  readonly init: Form
}

/** `((formals expression) …)`. */
function takeClauses(expander: Expander, form: Form): Clause[] {
  const shape = 'a binding ((name …) expression)'
  return expectList(expander, form, 'a list of bindings ((name …) expression)').map((clause) => {
    const items = expectList(expander, clause, shape)
    const [formals, init] = items
    if (items.length !== 2 || formals === undefined || init === undefined) {
      throw syntaxError(expander, clause, `expected ${shape}`)
    }
    return { formals: takeFormals(expander, formals, 'a name'), init }
  })
}

/** Binds one clause's names in `inner`; its expression is expanded in `outer`. */
function bindClause(
  expander: Expander,
  { formals, init }: Clause,
  outer: Environment,
  inner: Scope,
): Binding[] {
  const value = expander.expression(init, outer)
  const names = formalNames(formals)
  const variables = bindNames(expander, names)
  names.forEach((name, i) => {
    inner.bind(name, { kind: 'local', variable: variables[i] as Variable })
  })
  const rest = formals.rest === null ? null : (variables.at(-1) as Variable)
  const params = rest === null ? variables : variables.slice(0, -1)
  return bindValues(params, rest, value, () => expander.variables.fresh('values'))
}

/** `(let-values ((formals expression) …) body …)`. */
export const expandLetValues: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(let-values (((name …) expression) …) body …)')
  const [list, ...body] = use.items as [Form, ...Form[]]
  const clauses = takeClauses(expander, list)
  const names = clauses.flatMap(({ formals }): readonly Identifier[] => formalNames(formals))
  expectDifferent(expander, names)
  const inner = new Scope(environment)
  const bindings = clauses.flatMap((clause) => bindClause(expander, clause, environment, inner))
  return buildBlock('let', bindings, expander.body(body, inner, use), use.offset)
}

/** `(let*-values ((formals expression) …) body …)`. */
export const expandLetStarValues: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(let*-values (((name …) expression) …) body …)')
  const [list, ...body] = use.items as [Form, ...Form[]]
  const inner = new Scope(environment)
  const clauses = takeClauses(expander, list)
  const bindings = clauses.flatMap((clause) => bindClause(expander, clause, inner, inner))
  return buildBlock('let', bindings, expander.body(body, inner, use), use.offset)
}

/** `(receive formals expression body …)` of SRFI 8. */
export const expandReceive: Syntax = (expander, use, environment): Core => {
  expectItems(expander, use, 3, MANY, '(receive (name …) expression body …)')
  const [formalsForm, init, ...body] = use.items as [Form, Form, ...Form[]]
  const clause = { formals: takeFormals(expander, formalsForm, 'a name'), init }
  const inner = new Scope(environment)
  const bindings = bindClause(expander, clause, environment, inner)
  return buildBlock('let', bindings, expander.body(body, inner, use), use.offset)
}
