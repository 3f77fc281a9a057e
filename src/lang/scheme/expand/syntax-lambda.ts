// Syntax of procedures: lambda and case-lambda.
//
// A case-lambda is one procedure that takes as many parameters as every clause has, and a rest list.
// It walks down the list once: at each length the first clause that fits is called, with the elements
// met so far. Clauses are procedures bound around the walk; one that is called in one place only is
// put there by a later pass.
//
//   (case-lambda ((a) x) ((a b . r) y))
//   (lambda (p . rest) (if (null? rest) (c0 p) (let ((q (car rest)) (more (cdr rest))) (c1 p q more))))

import type { Binding, Core, Lambda, Variable } from '../core/core.ts'
import { buildBlock, buildCall, buildIf, buildLet, buildReference, callSystem } from './build.ts'
import type { Environment } from './denotation.ts'
import {
  bindNames,
  type Expander,
  expectItems,
  expectList,
  extendScope,
  formalNames,
  MANY,
  type Place,
  type Syntax,
  syntaxError,
  takeFormals,
} from './expander.ts'
import type { Form } from './form.ts'

/** `(lambda formals body…)`. */
export const expandLambda: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(lambda (name …) body …)')
  const [formals, ...body] = use.items as [Form, ...Form[]]
  return buildLambda(expander, '', formals, body, environment, use)
}

/** A procedure called `name` with the parameter list `formals`. */
export function buildLambda(
  expander: Expander,
  name: string,
  formals: Form,
  body: readonly Form[],
  environment: Environment,
  at: Place,
): Lambda {
  return buildProcedure(expander, name, formals, environment, at, (inner) =>
    expander.body(body, inner, at),
  )
}

/** The same with whatever `buildBody` makes where the parameters are visible. */
export function buildProcedure(
  expander: Expander,
  name: string,
  formals: Form,
  environment: Environment,
  at: Place,
  buildBody: (inner: Environment) => Core,
): Lambda {
  const taken = takeFormals(expander, formals, 'a parameter name')
  const names = formalNames(taken)
  const variables = bindNames(expander, names)
  const inner = extendScope(environment, names, variables)
  const rest = taken.rest === null ? null : (variables.at(-1) as Variable)
  const params = rest === null ? variables : variables.slice(0, -1)
  const { offset } = at
  return { kind: 'lambda', name, params, rest, body: buildBody(inner), offset }
}

/** A clause of case-lambda: a procedure whose rest list, if it has one, is its last parameter. */
interface Clause {
  readonly variable: Variable
  readonly count: number
  readonly hasRest: boolean
  readonly lambda: Lambda
}

/** `(case-lambda (formals body…) …)`. */
export const expandCaseLambda: Syntax = (expander, use, environment) => {
  const shape = '(case-lambda ((name …) body …) …)'
  expectItems(expander, use, 1, MANY, shape)
  const clauses = use.items.map((form): Clause => {
    const [formals, ...body] = expectList(expander, form, 'a clause ((name …) body …)')
    if (formals === undefined || body.length === 0) {
      throw syntaxError(expander, form, 'expected a clause ((name …) body …)')
    }
    const lambda = buildLambda(expander, '', formals, body, environment, form)
    const { params, rest } = lambda
    const all = rest === null ? params : [...params, rest]
    return {
      variable: expander.variables.fresh('clause'),
      count: params.length,
      hasRest: rest !== null,
      lambda: { ...lambda, name: use.keyword, params: all, rest: null },
    }
  })
  const [only] = clauses
  if (clauses.length === 1 && only !== undefined && !only.hasRest) return only.lambda
  return buildDispatch(expander, clauses, use.offset)
}

function buildDispatch(expander: Expander, clauses: readonly Clause[], offset: number): Lambda {
  const least = Math.min(...clauses.map((clause) => clause.count))
  const fresh = (name: string) => expander.variables.fresh(name)
  const params = Array.from({ length: least }, () => fresh('argument'))
  const rest = fresh('rest')
  const bindings = clauses.map(({ variable, lambda }): Binding => ({ variable, value: lambda }))
  const walk = dispatch({ clauses, least, fresh, offset }, params, [rest])
  return {
    kind: 'lambda',
    name: '',
    params,
    rest,
    body: buildBlock('letrec', bindings, walk, offset),
    offset,
  }
}

interface Dispatch {
  readonly clauses: readonly Clause[]
  readonly least: number
  readonly fresh: (name: string) => Variable
  readonly offset: number
}

/** `found` are the arguments met so far, `lists` the rests after `least` of them, after one more, .... */
function dispatch(d: Dispatch, found: readonly Variable[], lists: readonly Variable[]): Core {
  const { clauses, least, offset } = d
  const count = found.length
  const fits = (clause: Clause) =>
    clause.count === count || (clause.hasRest && clause.count <= count)
  const call = (clause: Clause): Core => {
    const operands = found.slice(0, clause.hasRest ? clause.count : count)
    if (clause.hasRest) operands.push(lists[clause.count - least] as Variable)
    return buildCall(
      buildReference(clause.variable, offset),
      operands.map((variable) => buildReference(variable, offset)),
      offset,
    )
  }
  const exact = clauses.find(fits)
  const mayBeLonger = clauses.some((clause) => clause.count > count)
  const list = buildReference(lists.at(-1) as Variable, offset)
  if (!mayBeLonger) {
    // The first clause with a rest list takes all longer lists; without one, some clause complains.
    const general = clauses.find((clause) => clause.hasRest)
    if (exact !== undefined && exact === general) return call(exact)
    const others = general === undefined ? complain(d, found, list) : call(general)
    return exact === undefined ? others : buildIf(isNull(list), call(exact), others, offset)
  }
  const next = d.fresh('argument')
  const more = d.fresh('rest')
  const longer = buildLet(
    [next, more],
    [callSystem('car', [list], offset), callSystem('cdr', [list], offset)],
    dispatch(d, [...found, next], [...lists, more]),
    offset,
  )
  const shorter = exact === undefined ? complain(d, found, null) : call(exact)
  return buildIf(isNull(list), shorter, longer, offset)
}

const isNull = (list: Core): Core => callSystem('null?', [list], list.offset)

/** A call of the first clause with arguments it does not take: the error is its own. */
function complain(d: Dispatch, found: readonly Variable[], list: Core | null): Core {
  const { offset } = d
  const operands = found.map((variable) => buildReference(variable, offset))
  const clause = d.clauses[0] as Clause
  return buildCall(
    buildReference(clause.variable, offset),
    list === null ? operands : [...operands, callSystem('car', [list], offset)],
    offset,
  )
}
