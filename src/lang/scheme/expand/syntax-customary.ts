// Syntax that the standard lacks and several systems share: and-let* (SRFI 2), cut and cute (SRFI 26),
// fluid-let.

import { type Core, falseConstant, sequence, type Variable } from '../core/core.ts'
import {
  buildCall,
  buildConstant,
  buildIf,
  buildLet,
  buildReference,
  buildThunk,
  callSystem,
} from './build.ts'
import type { Environment } from './denotation.ts'
import {
  type Expander,
  expectIdentifier,
  expectItems,
  expectList,
  extendScope,
  MANY,
  meansKeyword,
  type Syntax,
  syntaxError,
  type Use,
} from './expander.ts'
import { type Form, formItems, type Identifier, isIdentifier, rootName } from './form.ts'
import { buildAssignment, expandReference } from './syntax-set.ts'

/** `(and-let* (clause …) body …)` with clauses `(name expression)`, `(expression)`, `name`. */
export const expandAndLetStar: Syntax = (expander, use, environment) => {
  const shape = '(and-let* ((name expression) …) body …)'
  expectItems(expander, use, 1, MANY, shape)
  const [list, ...body] = use.items as [Form, ...Form[]]
  const clauses = expectList(expander, list, shape)
  if (clauses.length > 0 || body.length > 0) {
    return buildClauses(expander, use, clauses, body, environment)
  }
  return buildConstant({ kind: 'boolean', value: true, offset: use.offset }, use.offset)
}

function buildClauses(
  expander: Expander,
  use: Use,
  clauses: readonly Form[],
  body: readonly Form[],
  environment: Environment,
): Core {
  const [clause, ...more] = clauses
  if (clause === undefined) return expander.body(body, environment, use)
  const { offset } = clause
  const [first, second, ...others] = isIdentifier(clause) ? [clause] : (formItems(clause) ?? [])
  if (first === undefined || others.length > 0) {
    throw syntaxError(expander, clause, 'expected a name, (expression) or (name expression)')
  }
  const isLast = more.length === 0 && body.length === 0
  const rest = (inner: Environment) =>
    expander.nested(clause, () => buildClauses(expander, use, more, body, inner))
  if (second === undefined) {
    const test = expander.expression(first, environment)
    return isLast ? test : buildIf(test, rest(environment), falseConstant(offset), offset)
  }
  const name = expectIdentifier(expander, first, 'a name')
  const value = expander.expression(second, environment)
  if (isLast) return value
  const variable = expander.variables.fresh(rootName(name))
  const inner = rest(extendScope(environment, [name], [variable]))
  const test = buildReference(variable, offset)
  const chosen = buildIf(test, inner, falseConstant(offset), offset)
  return buildLet([variable], [value], chosen, offset)
}

/**
 * `(cut procedure operand …)`: a procedure whose parameters stand where `<>` does, and at the end, any
 * number of them, `<...>`. `cute` evaluates the other parts once, when the procedure is made.
 */
export const expandCut: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 1, MANY, `(${use.keyword} procedure operand …)`)
  const { offset } = use
  const isSlot = (form: Form | undefined, slot: string) => meansKeyword(form, slot, environment)
  const hasRest = isSlot(use.items.at(-1), '<...>')
  const parts = hasRest ? use.items.slice(0, -1) : use.items
  const params: Variable[] = []
  const early: Variable[] = []
  const values: Core[] = []
  const cores = parts.map((form): Core => {
    if (isSlot(form, '<>')) {
      const param = expander.variables.fresh('slot')
      params.push(param)
      return buildReference(param, offset)
    }
    const value = expander.expression(form, environment)
    if (use.keyword === 'cut') return value
    const variable = expander.variables.fresh('part')
    early.push(variable)
    values.push(value)
    return buildReference(variable, offset)
  })
  const [operator, ...operands] = cores
  if (operator === undefined) throw syntaxError(expander, use, 'expected a procedure')
  const rest = hasRest ? expander.variables.fresh('slots') : null
  const body =
    rest === null
      ? buildCall(operator, operands, offset)
      : callSystem('apply', [operator, ...operands, buildReference(rest, offset)], offset)
  return buildLet(early, values, { kind: 'lambda', name: '', params, rest, body, offset }, offset)
}

/** `(fluid-let ((name value) …) body …)`: variables that have other values while the body runs. */
export const expandFluidLet: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(fluid-let ((name value) …) body …)')
  const [list, ...forms] = use.items as [Form, ...Form[]]
  const { offset } = use
  const names: Identifier[] = []
  const values: Core[] = []
  for (const clause of expectList(expander, list, 'a list of (name value)')) {
    const [name, value, ...more] = formItems(clause) ?? []
    if (name === undefined || value === undefined || more.length > 0) {
      throw syntaxError(expander, clause, 'expected (name value)')
    }
    names.push(expectIdentifier(expander, name, 'a name'))
    values.push(expander.expression(value, environment))
  }
  const kept = names.map((name): Variable => expander.variables.fresh(rootName(name)))
  const swap = () => {
    const swaps = names.map((name, i) =>
      buildSwap(expander, name, kept[i] as Variable, environment),
    )
    return buildThunk(sequence([...swaps, falseConstant(offset)], offset), offset)
  }
  const body = buildThunk(expander.body(forms, environment, use), offset)
  const operands = [swap(), body, swap()]
  return buildLet(kept, values, callSystem('dynamic-wind', operands, offset), offset)
}

/** Exchanges the value of `name` and that of `kept`. */
function buildSwap(
  expander: Expander,
  name: Identifier,
  kept: Variable,
  environment: Environment,
): Core {
  const { offset } = name
  const now = expander.variables.fresh(rootName(name))
  kept.assigned = true
  const assign = buildAssignment(expander, name, environment, offset, () =>
    buildReference(kept, offset),
  )
  const keep: Core = {
    kind: 'local-set',
    variable: kept,
    value: buildReference(now, offset),
    offset,
  }
  const value = expandReference(expander, name, environment)
  return buildLet([now], [value], sequence([assign, keep], offset), offset)
}
