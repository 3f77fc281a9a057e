// Syntax of the forms that bind local variables: let, named let, let*, letrec, letrec*, do.

import type { Binding, Core, Lambda, Variable } from '../core/core.ts'
import { sequence, unspecified } from '../core/core.ts'
import type { Datum, SymbolDatum } from '../read/datum.ts'
import {
  bindNames,
  expectItems,
  expectList,
  expectSymbol,
  expressions,
  type Form,
  type Parser,
  type Syntax,
  syntaxError,
} from './parser.ts'
import { extendScope, type Scope } from './scope.ts'
import { nameLambda } from './syntax-lambda.ts'

interface Clause {
  readonly name: SymbolDatum
  readonly init: Datum
}

const MANY = Number.POSITIVE_INFINITY

/** `((name value) …)`. */
function takeClauses(parser: Parser, datum: Datum): Clause[] {
  return expectList(parser, datum, 'a list of bindings (name value)').map((clause) => {
    const items = expectList(parser, clause, 'a binding (name value)')
    const [name, init] = items
    if (items.length !== 2 || name === undefined || init === undefined) {
      throw syntaxError(parser, clause.offset, 'expected a binding (name value)')
    }
    return { name: expectSymbol(parser, name, 'a name'), init }
  })
}

function parseClause(parser: Parser, clause: Clause, scope: Scope | null): Core {
  return nameLambda(parser.expression(clause.init, scope), clause.name.name)
}

/** `(let ((name value) …) body …)` or `(let name ((name value) …) body …)`. */
export const parseLet: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, '(let ((name value) …) body …)')
  const [first, ...rest] = form.items as [Datum, ...Datum[]]
  if (first.kind === 'symbol') return parseNamedLet(parser, form, first, scope)
  const clauses = takeClauses(parser, first)
  const values = clauses.map((clause) => parseClause(parser, clause, scope))
  const names = clauses.map((clause) => clause.name)
  const variables = bindNames(parser, names)
  const body = parser.body(rest, extendScope(scope, variables), form.offset)
  return buildLet(variables, values, body, form.offset)
}

/** A let, or just its body if it binds nothing. */
export function buildLet(
  variables: readonly Variable[],
  values: readonly Core[],
  body: Core,
  offset: number,
): Core {
  if (variables.length === 0) return body
  return { kind: 'let', bindings: zipBindings(variables, values), body, offset }
}

function zipBindings(variables: readonly Variable[], values: readonly Core[]): Binding[] {
  return variables.map((variable, i) => ({ variable, value: values[i] as Core }))
}

function parseNamedLet(parser: Parser, form: Form, name: SymbolDatum, scope: Scope | null): Core {
  expectItems(parser, form, 3, MANY, '(let name ((name value) …) body …)')
  const [, list, ...rest] = form.items as [Datum, Datum, ...Datum[]]
  const clauses = takeClauses(parser, list)
  const inits = clauses.map((clause) => parseClause(parser, clause, scope))
  const label = parser.variables.fresh(name.name)
  const names = clauses.map((clause) => clause.name)
  const params = bindNames(parser, names)
  const inner = extendScope(extendScope(scope, [label]), params)
  const body = parser.body(rest, inner, form.offset)
  return buildLoop(label, params, inits, body, form.offset)
}

/** A procedure that is bound to `label` and called once with `inits`. */
function buildLoop(
  label: Variable,
  params: readonly Variable[],
  inits: readonly Core[],
  body: Core,
  offset: number,
): Core {
  const value: Lambda = { kind: 'lambda', name: label.name, params, rest: null, body, offset }
  const operator: Core = { kind: 'local-ref', variable: label, offset }
  return {
    kind: 'letrec',
    bindings: [{ variable: label, value }],
    body: { kind: 'call', operator, operands: inits, offset },
    offset,
  }
}

/** `(let* ((name value) …) body …)`: one let, for variables are never confused. */
export const parseLetStar: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, '(let* ((name value) …) body …)')
  const [list, ...rest] = form.items as [Datum, ...Datum[]]
  const variables: Variable[] = []
  const values: Core[] = []
  const visible = new Map<string, Variable>()
  // One scope that grows: each value is parsed before its own name is added.
  const inner: Scope = { names: visible, outer: scope }
  for (const clause of takeClauses(parser, list)) {
    values.push(parseClause(parser, clause, inner))
    const variable = parser.variables.fresh(clause.name.name)
    visible.set(clause.name.name, variable)
    variables.push(variable)
  }
  return buildLet(variables, values, parser.body(rest, inner, form.offset), form.offset)
}

/** `(letrec ((name value) …) body …)`, evaluated in order as letrec* is. */
export const parseLetrec: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, `(${form.keyword} ((name value) …) body …)`)
  const [list, ...rest] = form.items as [Datum, ...Datum[]]
  const clauses = takeClauses(parser, list)
  const names = clauses.map((clause) => clause.name)
  const variables = bindNames(parser, names)
  const inner = extendScope(scope, variables)
  const values = clauses.map((clause) => parseClause(parser, clause, inner))
  const body = parser.body(rest, inner, form.offset)
  if (variables.length === 0) return body
  return { kind: 'letrec', bindings: zipBindings(variables, values), body, offset: form.offset }
}

/** `(do ((name init step) …) (test result …) command …)`: a named let that nobody can name. */
export const parseDo: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, '(do ((name init step) …) (test result …) command …)')
  const [list, exit, ...commands] = form.items as [Datum, Datum, ...Datum[]]
  const { offset } = form
  const clauses = takeDoClauses(parser, list)
  const [test, ...results] = expectList(parser, exit, '(test result …)')
  if (test === undefined) throw syntaxError(parser, exit.offset, 'expected (test result …)')
  const inits = clauses.map((clause) => parseClause(parser, clause, scope))
  const label = parser.variables.fresh('do')
  const names = clauses.map((clause) => clause.name)
  const params = bindNames(parser, names)
  const inner = extendScope(scope, params)
  const steps = clauses.map(({ name, step }) => parser.expression(step ?? name, inner))
  const operator: Core = { kind: 'local-ref', variable: label, offset }
  const again: Core = { kind: 'call', operator, operands: steps, offset }
  const done = results.length === 0 ? [unspecified(offset)] : expressions(parser, results, inner)
  const body: Core = {
    kind: 'if',
    test: parser.expression(test, inner),
    consequent: sequence(done, exit.offset),
    alternate: sequence([...expressions(parser, commands, inner), again], offset),
    offset,
  }
  return buildLoop(label, params, inits, body, offset)
}

function takeDoClauses(parser: Parser, datum: Datum): (Clause & { readonly step: Datum | null })[] {
  return expectList(parser, datum, 'a list of (name init step)').map((clause) => {
    const items = expectList(parser, clause, '(name init step)')
    const [name, init, step] = items
    if (items.length > 3 || name === undefined || init === undefined) {
      throw syntaxError(parser, clause.offset, 'expected (name init step)')
    }
    return { name: expectSymbol(parser, name, 'a name'), init, step: step ?? null }
  })
}
