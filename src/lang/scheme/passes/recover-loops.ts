// Loop recovery: a local procedure that is only ever a loop becomes one.
//
// `fix` with one procedure turns into `loop` where the procedure is called from outside exactly once
// and calls itself only in tail position: it then has one continuation, that of its entry, and its
// body can stand where the entry was. Inner procedures go first, so that a loop around them sees
// through them: the inner loop's body is in tail position of the outer's.
// A procedure that does not call itself passes the same test and is simply put in place.
//
// Needs: fix-letrec.   Keeps: everything.   Breaks: nothing; backtraces lose the frame of the loop.

import type { Call, Core, Fix, Lambda, Loop, Variable } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'

export function recoverLoops(node: Core): Core {
  const inner = mapChildren(node, recoverLoops)
  return inner.kind === 'fix' ? recoverOne(inner) : inner
}

function recoverOne(fix: Fix): Core {
  const [binding] = fix.bindings
  if (binding === undefined || fix.bindings.length > 1) return fix
  const { variable, value } = binding
  if (value.rest !== null || !hasOneEntry(fix.body, variable, value.params.length)) return fix
  if (!callsOnlyInTail(value.body, variable, value.params.length)) return fix
  return replaceEntry(fix.body, variable, value)
}

/** Is `node` a call of `variable` with `count` operands? */
function isCallOf(node: Core, variable: Variable, count: number): node is Call {
  return (
    node.kind === 'call' &&
    node.operator.kind === 'local-ref' &&
    node.operator.variable === variable &&
    node.operands.length === count
  )
}

function hasOneEntry(body: Core, variable: Variable, count: number): boolean {
  let calls = 0
  let mentions = 0
  const look = (node: Core) => {
    if (isCallOf(node, variable, count)) calls++
    if (node.kind === 'local-ref' && node.variable === variable) mentions++
    forEachChild(node, look)
  }
  look(body)
  return calls === 1 && mentions === 1
}

/** Is every mention of `variable` in a procedure's `body` a call in its tail position? */
function callsOnlyInTail(body: Core, variable: Variable, count: number): boolean {
  let good = true
  const look = (node: Core, tail: boolean) => {
    if (node.kind === 'local-ref' && node.variable === variable) good = false
    if (tail && isCallOf(node, variable, count)) {
      for (const operand of node.operands) look(operand, false)
    } else {
      forEachChild(node, (child, last) => look(child, tail && last))
    }
  }
  look(body, true)
  return good
}

function replaceEntry(node: Core, variable: Variable, lambda: Lambda): Core {
  if (!isCallOf(node, variable, lambda.params.length)) {
    return mapChildren(node, (child) => replaceEntry(child, variable, lambda))
  }
  const body = replaceJumps(lambda.body, variable, lambda.params.length)
  const { params } = lambda
  const { offset } = node
  const loop: Loop = { kind: 'loop', label: variable, params, inits: node.operands, body, offset }
  if (body !== lambda.body) return loop
  if (params.length === 0) return body
  const bindings = params.map((param, i) => ({ variable: param, value: node.operands[i] as Core }))
  return { kind: 'let', bindings, body, offset }
}

/** `node` itself where it contains no call of `variable`. */
function replaceJumps(node: Core, variable: Variable, count: number): Core {
  if (isCallOf(node, variable, count)) {
    return { kind: 'loop-jump', label: variable, operands: node.operands, offset: node.offset }
  }
  let changed = false
  const mapped = mapChildren(node, (child) => {
    const replaced = replaceJumps(child, variable, count)
    if (replaced !== child) changed = true
    return replaced
  })
  return changed ? mapped : node
}
