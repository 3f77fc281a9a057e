// Syntax of conditionals: if, cond, case, and, or, when, unless.
//
// Chains of clauses are built from the last to the first, so that their number does not count as
// depth while expanding.

import { type Core, falseConstant, sequence, unspecified, type Variable } from '../core/core.ts'
import type { Datum } from '../read/datum.ts'
import { buildCall, buildConstant, buildIf, buildLet, buildOr, buildReference } from './build.ts'
import type { Environment } from './denotation.ts'
import {
  type Expander,
  expectItems,
  expectList,
  expressions,
  MANY,
  meansKeyword,
  type Place,
  type Syntax,
  syntaxError,
} from './expander.ts'
import { type Form, strip } from './form.ts'

/** `(if test consequent alternate)`. */
export const expandIf: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, 3, '(if test consequent alternate)')
  const parts = expressions(expander, use.items, environment) as [Core, Core, Core?]
  const [test, consequent, alternate] = parts
  return buildIf(test, consequent, alternate ?? unspecified(use.offset), use.offset)
}

const expandWhenOrUnless =
  (isWhen: boolean): Syntax =>
  (expander, use, environment) => {
    expectItems(expander, use, 2, MANY, `(${use.keyword} test expression …)`)
    const [test, ...rest] = expressions(expander, use.items, environment) as [Core, ...Core[]]
    const body = sequence(rest, use.offset)
    const nothing = unspecified(use.offset)
    return isWhen
      ? buildIf(test, body, nothing, use.offset)
      : buildIf(test, nothing, body, use.offset)
  }

/** `(when test expression …)`. */
export const expandWhen = expandWhenOrUnless(true)
/** `(unless test expression …)`. */
export const expandUnless = expandWhenOrUnless(false)

/** `(and expression …)`. */
export const expandAnd: Syntax = (expander, use, environment) => {
  const operands = expressions(expander, use.items, environment)
  const { offset } = use
  const last = operands.pop()
  if (last === undefined) return buildConstant({ kind: 'boolean', value: true, offset }, offset)
  return operands.reduceRight(
    (rest, test) => buildIf(test, rest, falseConstant(offset), test.offset),
    last,
  )
}

/** `(or expression …)`. */
export const expandOr: Syntax = (expander, use, environment) =>
  buildOr(expressions(expander, use.items, environment), use.offset)

/** Adds a clause's test before what happens if it fails. */
type ClauseStep = (otherwise: Core) => Core

/** `(cond clause …)`. */
export const expandCond: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 1, MANY, '(cond (test expression …) …)')
  return buildCond(expander, use.items, environment, unspecified(use.offset))
}

/** The clauses of a cond, with what happens if all of them fail. */
export function buildCond(
  expander: Expander,
  clauses: readonly Form[],
  environment: Environment,
  otherwise: Core,
): Core {
  const steps = clauses.map((clause, i): ClauseStep => {
    return condClause(expander, clause, environment, i === clauses.length - 1)
  })
  return steps.reduceRight((rest, step) => step(rest), otherwise)
}

function condClause(
  expander: Expander,
  clause: Form,
  environment: Environment,
  isLast: boolean,
): ClauseStep {
  const { offset } = clause
  const [head, ...rest] = expectList(expander, clause, 'a clause (test expression …)')
  if (head === undefined)
    throw syntaxError(expander, clause, 'expected a clause (test expression …)')
  if (meansKeyword(head, 'else', environment)) {
    const body = elseBody(expander, clause, rest, environment, isLast)
    return () => body
  }
  const test = expander.expression(head, environment)
  if (rest.length === 0) return (otherwise) => buildOr([test, otherwise], offset)
  if (meansKeyword(rest[0], '=>', environment)) {
    const receiver = arrowReceiver(expander, clause, rest, environment)
    const value = expander.variables.fresh('test')
    return (otherwise) => {
      const reference = buildReference(value, offset)
      const call = buildCall(receiver, [reference], offset)
      return buildLet([value], [test], buildIf(reference, call, otherwise, offset), offset)
    }
  }
  const body = sequence(expressions(expander, rest, environment), offset)
  return (otherwise) => buildIf(test, body, otherwise, offset)
}

function elseBody(
  expander: Expander,
  clause: Place,
  forms: readonly Form[],
  environment: Environment,
  isLast: boolean,
): Core {
  if (!isLast) throw syntaxError(expander, clause, 'the else clause must be the last')
  if (forms.length === 0) throw syntaxError(expander, clause, 'expected (else expression …)')
  return sequence(expressions(expander, forms, environment), clause.offset)
}

function arrowReceiver(
  expander: Expander,
  clause: Place,
  forms: readonly Form[],
  environment: Environment,
): Core {
  const receiver = forms[1]
  if (forms.length !== 2 || receiver === undefined) {
    throw syntaxError(expander, clause, 'expected one expression after =>')
  }
  return expander.expression(receiver, environment)
}

/** `(case key ((datum …) expression …) …)`. */
export const expandCase: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(case key ((datum …) expression …) …)')
  const [keyForm, ...clauses] = use.items as [Form, ...Form[]]
  const key = expander.variables.fresh('key')
  const steps = clauses.map((clause, i) =>
    caseClause(expander, clause, key, environment, i === clauses.length - 1),
  )
  const body = steps.reduceRight((rest, step) => step(rest), unspecified(use.offset) as Core)
  return buildLet([key], [expander.expression(keyForm, environment)], body, use.offset)
}

function caseClause(
  expander: Expander,
  clause: Form,
  key: Variable,
  environment: Environment,
  isLast: boolean,
): ClauseStep {
  const { offset } = clause
  const shape = 'a clause ((datum …) expression …)'
  const [head, ...rest] = expectList(expander, clause, shape)
  if (head === undefined || rest.length === 0) {
    throw syntaxError(expander, clause, `expected ${shape}`)
  }
  const hasArrow = meansKeyword(rest[0], '=>', environment)
  const body = () => {
    if (!hasArrow) return sequence(expressions(expander, rest, environment), offset)
    const receiver = arrowReceiver(expander, clause, rest, environment)
    return buildCall(receiver, [buildReference(key, offset)], offset)
  }
  if (meansKeyword(head, 'else', environment)) {
    if (!isLast) throw syntaxError(expander, clause, 'the else clause must be the last')
    const result = body()
    return () => result
  }
  const data = expectList(expander, head, 'a list of data')
  const tests = data.map((datum) => matches(key, strip(datum)))
  const consequent = body()
  return (otherwise) => buildIf(buildOr(tests, offset), consequent, otherwise, offset)
}

/** Kinds of data for which eqv? is identity. */
const identified: ReadonlySet<Datum['kind']> = new Set([
  'boolean',
  'character',
  'fixnum',
  'null',
  'symbol',
])

/** Whether `key` is `datum` in the sense of eqv?. */
function matches(key: Variable, datum: Datum): Core {
  const { offset } = datum
  return {
    kind: 'primitive',
    name: identified.has(datum.kind) ? 'eq?' : 'eqv?',
    operands: [buildReference(key, offset), buildConstant(datum, offset)],
    offset,
  }
}
