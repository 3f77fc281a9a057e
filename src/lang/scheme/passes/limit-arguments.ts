// Calls and procedures with more arguments than the machine passes: the rest travels in a list.
//
//   (f 1 2 ... 70)                 (%apply-list f (%list 1 2 ... 70))
//   (lambda (a1 ... a70) body)     (lambda (a1 ... a63 . more) (let ((a64 (%car more)) ...) body))
//
// The procedure checks that the list is as long as it should be: the error is that of any other.
//
// Needs: integrate-primitives.   Keeps: everything.   Breaks: nothing; calls have few operands.

import { MAX_ARGUMENTS } from '../../../ops/index.ts'
import type { Binding, Call, Core, Lambda, Variable, VariableSource } from '../core/core.ts'
import { mapChildren } from '../core/core-children.ts'
import type { PrimitiveName } from '../core/primitives.table.ts'

export function limitArguments(node: Core, variables: VariableSource): Core {
  const inner = mapChildren(node, (child) => limitArguments(child, variables))
  if (inner.kind === 'call' && inner.operands.length > MAX_ARGUMENTS) return applyList(inner)
  if (inner.kind === 'lambda' && inner.params.length > MAX_ARGUMENTS) {
    return takeList(inner, variables)
  }
  return inner
}

const primitive = (name: PrimitiveName, operands: readonly Core[], offset: number): Core => ({
  kind: 'primitive',
  name,
  operands,
  offset,
})

function applyList({ operator, operands, offset }: Call): Core {
  const apply: Core = { kind: 'global-ref', name: '%apply-list', offset }
  const list = primitive('list', operands, offset)
  return { kind: 'call', operator: apply, operands: [operator, list], offset }
}

function takeList(lambda: Lambda, variables: VariableSource): Lambda {
  const { params, rest, offset } = lambda
  const direct = params.slice(0, MAX_ARGUMENTS - 1)
  const listed = params.slice(MAX_ARGUMENTS - 1)
  const more = variables.fresh('more')
  const refer = (variable: Variable): Core => ({ kind: 'local-ref', variable, offset })
  const bindings: Binding[] = []
  let list = more
  listed.forEach((variable, i) => {
    bindings.push({ variable, value: primitive('car', [refer(list)], offset) })
    if (i === listed.length - 1 && rest === null) return
    const next = i === listed.length - 1 && rest !== null ? rest : variables.fresh('more')
    bindings.push({ variable: next, value: primitive('cdr', [refer(list)], offset) })
    list = next
  })
  const taken: Core = { kind: 'let', bindings, body: lambda.body, offset }
  const body = checkLength(lambda, refer(more), listed.length, taken)
  return { ...lambda, params: direct, rest: more, body }
}

/** `body` if `list` has `count` elements, or at least so many if more are allowed. */
function checkLength(
  { name, params, rest, offset }: Lambda,
  list: Core,
  count: number,
  body: Core,
) {
  const fixnum = (value: number): Core => ({
    kind: 'constant',
    value: { kind: 'fixnum', value: BigInt(value), offset },
    offset,
  })
  const length: Core = {
    kind: 'call',
    operator: { kind: 'global-ref', name: 'length', offset },
    operands: [list],
    offset,
  }
  const who: Core = {
    kind: 'constant',
    value: { kind: 'symbol', name: name === '' ? 'lambda' : name, offset },
    offset,
  }
  const wanted = fixnum(params.length)
  const given = primitive('+', [length, fixnum(params.length - count)], offset)
  const test = primitive(rest === null ? '=' : '>=', [length, fixnum(count)], offset)
  const alternate = primitive('%too-many-arguments', [who, wanted, wanted, given], offset)
  const checked: Core = { kind: 'if', test, consequent: body, alternate, offset }
  return checked
}
