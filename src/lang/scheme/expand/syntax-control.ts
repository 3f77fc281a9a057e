// Syntax that is procedures underneath: guard, parameterize, delay, delay-force, cons-stream, assert.
//
// What they do at run time is the system's business; here bodies become procedures and are handed over.

import type { Core, Lambda } from '../core/core.ts'
import {
  buildCall,
  buildConstant,
  buildOr,
  buildReference,
  buildThunk,
  callSystem,
} from './build.ts'
import {
  bindNames,
  expectIdentifier,
  expectItems,
  expectList,
  expressions,
  extendScope,
  MANY,
  type Syntax,
  syntaxError,
} from './expander.ts'
import { type Form, formItems, strip } from './form.ts'
import { buildCond } from './syntax-conditional.ts'

/** `(guard (name clause …) body …)`. */
export const expandGuard: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(guard (name clause …) body …)')
  const [head, ...forms] = use.items as [Form, ...Form[]]
  const { offset } = use
  const [target, ...clauses] = expectList(expander, head, '(name clause …)')
  if (target === undefined) throw syntaxError(expander, head, 'expected (name clause …)')
  const name = expectIdentifier(expander, target, 'a name')
  const params = bindNames(expander, [name])
  const reraise = expander.variables.fresh('reraise')
  const inner = extendScope(environment, [name], params)
  const again = buildCall(buildReference(reraise, offset), [], offset)
  const handler: Lambda = {
    kind: 'lambda',
    name: '',
    params: [...params, reraise],
    rest: null,
    body: buildCond(expander, clauses, inner, again),
    offset,
  }
  const body = buildThunk(expander.body(forms, environment, use), offset)
  return callSystem('%with-guard', [handler, body], offset)
}

/** `(parameterize ((parameter value) …) body …)`. */
export const expandParameterize: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 2, MANY, '(parameterize ((parameter value) …) body …)')
  const [list, ...forms] = use.items as [Form, ...Form[]]
  const { offset } = use
  const bindings = expectList(expander, list, 'a list of (parameter value)').map((clause) => {
    const items = formItems(clause)
    if (items?.length !== 2) throw syntaxError(expander, clause, 'expected (parameter value)')
    const pair = items.map((item) => expander.expression(item, environment))
    return callSystem('cons', pair, clause.offset)
  })
  const body = expander.body(forms, environment, use)
  if (bindings.length === 0) return body
  const operands = [callSystem('list', bindings, offset), buildThunk(body, offset)]
  return callSystem('%parameterize', operands, offset)
}

const expandPromise =
  (procedure: string): Syntax =>
  (expander, use, environment) => {
    expectItems(expander, use, 1, 1, `(${use.keyword} expression)`)
    const value = expander.expression(use.items[0] as Form, environment)
    return callSystem(procedure, [buildThunk(value, use.offset)], use.offset)
  }

/** `(delay expression)`. */
export const expandDelay = expandPromise('%delay')
/** `(delay-force expression)`. */
export const expandDelayForce = expandPromise('%delay-force')

/** `(cons-stream head tail)`: a pair whose cdr is a promise. */
export const expandConsStream: Syntax = (expander, use, environment): Core => {
  expectItems(expander, use, 2, 2, '(cons-stream head tail)')
  const [head, tail] = use.items as [Form, Form]
  const { offset } = use
  const first = expander.expression(head, environment)
  const rest = buildThunk(expander.expression(tail, environment), offset)
  return callSystem('cons', [first, callSystem('%delay', [rest], offset)], offset)
}

/** `(assert expression what …)`: an error that shows the expression, and what else, unless that is true. */
export const expandAssert: Syntax = (expander, use, environment) => {
  expectItems(expander, use, 1, MANY, '(assert expression)')
  const { offset } = use
  const [form, ...more] = use.items as [Form, ...Form[]]
  const message = buildConstant({ kind: 'string', value: 'assertion failed:', offset }, offset)
  const shown = [buildConstant(strip(form), offset), ...expressions(expander, more, environment)]
  const complaint = callSystem('error', [message, ...shown], offset)
  return buildOr([expander.expression(form, environment), complaint], offset)
}
