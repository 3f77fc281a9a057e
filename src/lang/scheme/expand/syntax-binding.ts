// Syntax of the forms that bind local variables: let, named let, let*, letrec, letrec*, do.

import { type Core, sequence, unspecified, type Variable } from '../core/core.ts'
import {
  buildBlock,
  buildCall,
  buildIf,
  buildLet,
  buildLoop,
  buildReference,
  nameLambda,
  zipBindings,
} from './build.ts'
import { type Environment, Scope } from './denotation.ts'
import {
  bindNames,
  type Expander,
  expectIdentifier,
  expectItems,
  expectList,
  expressions,
  extendScope,
  MANY,
  type Syntax,
  syntaxError,
  type Use,
} from './expander.ts'
import { type Form, type Identifier, isIdentifier, rootName } from './form.ts'

interface Clause {
  readonly name: Identifier
  readonly init: Form
}

/** `((name value) …)`. */
function takeClauses(expander: Expander, form: Form): Clause[] {
  return expectList(expander, form, 'a list of bindings (name value)').map((clause) => {
    const items = expectList(expander, clause, 'a binding (name value)')
    const [name, init] = items
    if (items.length !== 2 || name === undefined || init === undefined) {
      throw syntaxError(expander, clause, 'expected a binding (name value)')
    }
    return { name: expectIdentifier(expander, name, 'a name'), init }
  })
}

function expandClause(expander: Expander, clause: Clause, environment: Environment): Core {
  return nameLambda(expander.expression(clause.init, environment), rootName(clause.name))
}

/** `(let ((name value) …) body …)` or `(let name ((name value) …) body …)`. */
export const expandLet: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(let ((name value) …) body …)')
  const [first, ...rest] = use.items as [Form, ...Form[]]
  if (isIdentifier(first)) return expandNamedLet(expander, use, first, environment)
  const clauses = takeClauses(expander, first)
  const values = clauses.map((clause) => expandClause(expander, clause, environment))
  const names = clauses.map((clause) => clause.name)
  const variables = bindNames(expander, names)
  const body = expander.body(rest, extendScope(environment, names, variables), use)
  return buildLet(variables, values, body, use.offset)
}

function expandNamedLet(
  expander: Expander,
  use: Use,
  name: Identifier,
  environment: Environment,
): Core {
  expectItems(expander, use, 3, MANY, '(let name ((name value) …) body …)')
  const [, list, ...rest] = use.items as [Form, Form, ...Form[]]
  const clauses = takeClauses(expander, list)
  const inits = clauses.map((clause) => expandClause(expander, clause, environment))
  const label = expander.variables.fresh(rootName(name))
  const names = clauses.map((clause) => clause.name)
  const params = bindNames(expander, names)
  const around = extendScope(environment, [name], [label])
  const body = expander.body(rest, extendScope(around, names, params), use)
  return buildLoop(label, params, inits, body, use.offset)
}

/** `(let* ((name value) …) body …)`: one let, for variables are never confused. */
export const expandLetStar: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(let* ((name value) …) body …)')
  const [list, ...rest] = use.items as [Form, ...Form[]]
  const variables: Variable[] = []
  const values: Core[] = []
  // One scope that grows: each value is expanded before its own name is added.
  const inner = new Scope(environment)
  for (const clause of takeClauses(expander, list)) {
    values.push(expandClause(expander, clause, inner))
    const variable = expander.variables.fresh(rootName(clause.name))
    inner.bind(clause.name, { kind: 'local', variable })
    variables.push(variable)
  }
  return buildLet(variables, values, expander.body(rest, inner, use), use.offset)
}

/** `(letrec ((name value) …) body …)`, evaluated in order as letrec* is. */
export const expandLetrec: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, `(${use.keyword} ((name value) …) body …)`)
  const [list, ...rest] = use.items as [Form, ...Form[]]
  const clauses = takeClauses(expander, list)
  const names = clauses.map((clause) => clause.name)
  const variables = bindNames(expander, names)
  const inner = extendScope(environment, names, variables)
  const values = clauses.map((clause) => expandClause(expander, clause, inner))
  const body = expander.body(rest, inner, use)
  return buildBlock('letrec', zipBindings(variables, values), body, use.offset)
}

/** `(do ((name init step) …) (test result …) command …)`: a named let that nobody can name. */
export const expandDo: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(do ((name init step) …) (test result …) command …)')
  const [list, exit, ...commands] = use.items as [Form, Form, ...Form[]]
  const { offset } = use
  const clauses = takeDoClauses(expander, list)
  const [test, ...results] = expectList(expander, exit, '(test result …)')
  if (test === undefined) throw syntaxError(expander, exit, 'expected (test result …)')
  const inits = clauses.map((clause) => expandClause(expander, clause, environment))
  const label = expander.variables.fresh('do')
  const names = clauses.map((clause) => clause.name)
  const params = bindNames(expander, names)
  const inner = extendScope(environment, names, params)
  const steps = clauses.map(({ name, step }) => expander.expression(step ?? name, inner))
  const again = buildCall(buildReference(label, offset), steps, offset)
  const done = results.length === 0 ? [unspecified(offset)] : expressions(expander, results, inner)
  const body = buildIf(
    expander.expression(test, inner),
    sequence(done, exit.offset),
    sequence([...expressions(expander, commands, inner), again], offset),
    offset,
  )
  return buildLoop(label, params, inits, body, offset)
}

function takeDoClauses(
  expander: Expander,
  form: Form,
): (Clause & { readonly step: Form | null })[] {
  return expectList(expander, form, 'a list of (name init step)').map((clause) => {
    const items = expectList(expander, clause, '(name init step)')
    const [name, init, step] = items
    if (items.length > 3 || name === undefined || init === undefined) {
      throw syntaxError(expander, clause, 'expected (name init step)')
    }
    return { name: expectIdentifier(expander, name, 'a name'), init, step: step ?? null }
  })
}
