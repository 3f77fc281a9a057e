// Core nodes in the shapes that special forms expand to.

import type { Binding, Constant, Core, Lambda, Variable } from '../core/core.ts'
import type { Datum } from '../read/datum.ts'

export const buildConstant = (value: Datum, offset: number): Constant => ({
  kind: 'constant',
  value,
  offset,
})

export const buildFixnum = (value: number, offset: number): Constant =>
  buildConstant({ kind: 'fixnum', value: BigInt(value), offset }, offset)

export const buildReference = (variable: Variable, offset: number): Core => ({
  kind: 'local-ref',
  variable,
  offset,
})

export const buildCall = (operator: Core, operands: readonly Core[], offset: number): Core => ({
  kind: 'call',
  operator,
  operands,
  offset,
})

/** A call of the system's procedure `name`, whatever the program calls by that name. */
export const callSystem = (name: string, operands: readonly Core[], offset: number): Core =>
  buildCall({ kind: 'global-ref', name, offset }, operands, offset)

export const buildIf = (test: Core, consequent: Core, alternate: Core, offset: number): Core => ({
  kind: 'if',
  test,
  consequent,
  alternate,
  offset,
})

/** A procedure of no parameters. */
export const buildThunk = (body: Core, offset: number): Lambda => ({
  kind: 'lambda',
  name: '',
  params: [],
  rest: null,
  body,
  offset,
})

export function buildOr(operands: readonly Core[], offset: number): Core {
  if (operands.length === 0) {
    return buildConstant({ kind: 'boolean', value: false, offset }, offset)
  }
  return operands.length === 1 ? (operands[0] as Core) : { kind: 'or', operands, offset }
}

/** A let, or just its body if it binds nothing. */
export function buildLet(
  variables: readonly Variable[],
  values: readonly Core[],
  body: Core,
  offset: number,
): Core {
  return buildBlock('let', zipBindings(variables, values), body, offset)
}

export function buildBlock(
  kind: 'let' | 'letrec',
  bindings: readonly Binding[],
  body: Core,
  offset: number,
): Core {
  return bindings.length === 0 ? body : { kind, bindings, body, offset }
}

export function zipBindings(variables: readonly Variable[], values: readonly Core[]): Binding[] {
  return variables.map((variable, i) => ({ variable, value: values[i] as Core }))
}

/** A procedure that is bound to `label` and called once with `inits`. */
export function buildLoop(
  label: Variable,
  params: readonly Variable[],
  inits: readonly Core[],
  body: Core,
  offset: number,
): Core {
  const value: Lambda = { kind: 'lambda', name: label.name, params, rest: null, body, offset }
  const call = buildCall(buildReference(label, offset), inits, offset)
  return buildBlock('letrec', [{ variable: label, value }], call, offset)
}

/** `node`, called `name` if it is a procedure without a name. */
export function nameLambda(node: Core, name: string): Core {
  return node.kind === 'lambda' && node.name === '' ? { ...node, name } : node
}

/** Binds `params` and `rest` to the values that `value` delivers, as the system represents them. */
export function bindValues(
  params: readonly Variable[],
  rest: Variable | null,
  value: Core,
  temporary: () => Variable,
): Binding[] {
  const { offset } = value
  const [only] = params
  if (rest === null && params.length === 1 && only !== undefined) {
    return [{ variable: only, value }, checkCount(only, 1, temporary, offset)]
  }
  if (rest !== null) return bindList(params, rest, value, temporary)
  const whole = temporary()
  const all = buildReference(whole, offset)
  const bindings = [{ variable: whole, value }, checkCount(whole, params.length, temporary, offset)]
  params.forEach((variable, i) => {
    const part = callSystem('%values-ref', [all, buildFixnum(i, offset)], offset)
    bindings.push({ variable, value: part })
  })
  return bindings
}

/** Complains, as a binding of nothing, unless `whole` stands for `count` values. */
function checkCount(
  whole: Variable,
  count: number,
  temporary: () => Variable,
  offset: number,
): Binding {
  const operands = [buildReference(whole, offset), buildFixnum(count, offset)]
  return { variable: temporary(), value: callSystem('%values-check', operands, offset) }
}

/** `params` from the front of a list of at least as many values, `rest` to what is left. */
function bindList(
  params: readonly Variable[],
  rest: Variable,
  value: Core,
  temporary: () => Variable,
): Binding[] {
  const { offset } = value
  const count = buildFixnum(params.length, offset)
  const bindings: Binding[] = []
  let list = callSystem('%values->list-at-least', [value, count], offset)
  for (const variable of params) {
    const at = temporary()
    bindings.push({ variable: at, value: list })
    bindings.push({ variable, value: callSystem('car', [buildReference(at, offset)], offset) })
    list = callSystem('cdr', [buildReference(at, offset)], offset)
  }
  bindings.push({ variable: rest, value: list })
  return bindings
}
