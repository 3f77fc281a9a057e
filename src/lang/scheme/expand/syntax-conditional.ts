// Syntax of conditionals: if, cond, case, and, or, when, unless.
//
// Chains of clauses are built from the last to the first, so that their number does not count as
// depth while parsing.

import type { Core, Variable } from '../core/core.ts'
import { falseConstant, sequence, unspecified } from '../core/core.ts'
import { type Datum, isSymbol } from '../read/datum.ts'
import {
  expectItems,
  expectList,
  expressions,
  type Parser,
  type Syntax,
  syntaxError,
} from './parser.ts'
import type { Scope } from './scope.ts'
import { buildLet } from './syntax-binding.ts'
import { isElse } from './syntax-lambda.ts'

const MANY = Number.POSITIVE_INFINITY

const buildIf = (test: Core, consequent: Core, alternate: Core, offset: number): Core => ({
  kind: 'if',
  test,
  consequent,
  alternate,
  offset,
})

/** `(if test consequent alternate)`. */
export const parseIf: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, 3, '(if test consequent alternate)')
  const [test, consequent, alternate] = expressions(parser, form.items, scope) as [
    Core,
    Core,
    Core?,
  ]
  return buildIf(test, consequent, alternate ?? unspecified(form.offset), form.offset)
}

/** `(when test expression …)` and `(unless test expression …)`. */
export const parseWhen: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, `(${form.keyword} test expression …)`)
  const [test, ...rest] = expressions(parser, form.items, scope) as [Core, ...Core[]]
  const body = sequence(rest, form.offset)
  const nothing = unspecified(form.offset)
  return form.keyword === 'when'
    ? buildIf(test, body, nothing, form.offset)
    : buildIf(test, nothing, body, form.offset)
}

/** `(and expression …)`. */
export const parseAnd: Syntax = (parser, form, scope) => {
  const operands = expressions(parser, form.items, scope)
  const { offset } = form
  const last = operands.pop()
  if (last === undefined) {
    return { kind: 'constant', value: { kind: 'boolean', value: true, offset }, offset }
  }
  return operands.reduceRight(
    (rest, test) => buildIf(test, rest, falseConstant(offset), test.offset),
    last,
  )
}

/** `(or expression …)`. */
export const parseOr: Syntax = (parser, form, scope) => {
  const operands = expressions(parser, form.items, scope)
  return buildOr(operands, form.offset)
}

function buildOr(operands: readonly Core[], offset: number): Core {
  if (operands.length === 0) return falseConstant(offset)
  return operands.length === 1 ? (operands[0] as Core) : { kind: 'or', operands, offset }
}

/** Adds a clause's test before what happens if it fails. */
type ClauseStep = (otherwise: Core) => Core

/** `(cond clause …)`. */
export const parseCond: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 1, MANY, '(cond (test expression …) …)')
  const steps = form.items.map((clause, i): ClauseStep => {
    return condClause(parser, clause, scope, i === form.items.length - 1)
  })
  return steps.reduceRight((rest, step) => step(rest), unspecified(form.offset) as Core)
}

function condClause(parser: Parser, clause: Datum, scope: Scope | null, last: boolean): ClauseStep {
  const { offset } = clause
  const [head, ...rest] = expectList(parser, clause, 'a clause (test expression …)')
  if (head === undefined) throw syntaxError(parser, offset, 'expected a clause (test expression …)')
  if (isElse(parser, head, scope)) {
    const body = elseBody(parser, offset, rest, scope, last)
    return () => body
  }
  const test = parser.expression(head, scope)
  if (rest.length === 0) return (otherwise) => buildOr([test, otherwise], offset)
  if (isArrow(parser, rest[0], scope)) {
    const receiver = arrowReceiver(parser, offset, rest, scope)
    const value = parser.variables.fresh('test')
    return (otherwise) => {
      const call = callWith(receiver, value, offset)
      const reference: Core = { kind: 'local-ref', variable: value, offset }
      return buildLet([value], [test], buildIf(reference, call, otherwise, offset), offset)
    }
  }
  const body = sequence(expressions(parser, rest, scope), offset)
  return (otherwise) => buildIf(test, body, otherwise, offset)
}

function elseBody(
  parser: Parser,
  offset: number,
  forms: readonly Datum[],
  scope: Scope | null,
  last: boolean,
): Core {
  if (!last) throw syntaxError(parser, offset, 'the else clause must be the last')
  if (forms.length === 0) throw syntaxError(parser, offset, 'expected (else expression …)')
  return sequence(expressions(parser, forms, scope), offset)
}

const isArrow = (parser: Parser, datum: Datum | undefined, scope: Scope | null) =>
  isSymbol(datum, '=>') && parser.isKeyword(datum, '=>', scope)

function arrowReceiver(
  parser: Parser,
  offset: number,
  forms: readonly Datum[],
  scope: Scope | null,
): Core {
  const receiver = forms[1]
  if (forms.length !== 2 || receiver === undefined) {
    throw syntaxError(parser, offset, 'expected one expression after =>')
  }
  return parser.expression(receiver, scope)
}

function callWith(operator: Core, variable: Variable, offset: number): Core {
  return { kind: 'call', operator, operands: [{ kind: 'local-ref', variable, offset }], offset }
}

/** `(case key ((datum …) expression …) …)`. */
export const parseCase: Syntax = (parser, form, scope) => {
  expectItems(parser, form, 2, MANY, '(case key ((datum …) expression …) …)')
  const [keyForm, ...clauses] = form.items as [Datum, ...Datum[]]
  const key = parser.variables.fresh('key')
  const steps = clauses.map((clause, i) =>
    caseClause(parser, clause, key, scope, i === clauses.length - 1),
  )
  const body = steps.reduceRight((rest, step) => step(rest), unspecified(form.offset) as Core)
  return buildLet([key], [parser.expression(keyForm, scope)], body, form.offset)
}

function caseClause(
  parser: Parser,
  clause: Datum,
  key: Variable,
  scope: Scope | null,
  last: boolean,
): ClauseStep {
  const { offset } = clause
  const shape = 'a clause ((datum …) expression …)'
  const [head, ...rest] = expectList(parser, clause, shape)
  if (head === undefined || rest.length === 0)
    throw syntaxError(parser, offset, `expected ${shape}`)
  const arrow = isArrow(parser, rest[0], scope)
  const body = () =>
    arrow
      ? callWith(arrowReceiver(parser, offset, rest, scope), key, offset)
      : sequence(expressions(parser, rest, scope), offset)
  if (isElse(parser, head, scope)) {
    const result = arrow ? body() : elseBody(parser, offset, rest, scope, last)
    if (!last) throw syntaxError(parser, offset, 'the else clause must be the last')
    return () => result
  }
  const tests = expectList(parser, head, 'a list of data').map((datum) => matches(key, datum))
  const consequent = body()
  return (otherwise) => buildIf(buildOr(tests, offset), consequent, otherwise, offset)
}

/** Whether `key` is `datum`: by identity where that decides eqv?, which it does but for flonums. */
function matches(key: Variable, datum: Datum): Core {
  const { offset } = datum
  return {
    kind: 'primitive',
    name: datum.kind === 'flonum' ? 'eqv?' : 'eq?',
    operands: [
      { kind: 'local-ref', variable: key, offset },
      { kind: 'constant', value: datum, offset },
    ],
    offset,
  }
}
