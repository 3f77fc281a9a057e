// Primitive integration: calls of `car`, `+` and so on become the primitive itself.
//
// A plain global name that the system has is always the system's: what a program defines under such a
// name has another key (global-key.ts).
//
// A call with so many operands that a fixed-arity definition exists goes there (variants.table.ts).
//
// Needs: expand.   Keeps: everything.   Breaks: nothing.

import type { Call, Core, Primitive } from '../core/core.ts'
import { mapChildren } from '../core/core-children.ts'
import { isPrimitiveName, type PrimitiveName, primitives } from '../core/primitives.table.ts'
import { leftFolds, variants } from '../core/variants.table.ts'

/** `node` with its calls of primitives integrated. */
export function integratePrimitives(node: Core): Core {
  const inner = mapChildren(node, integratePrimitives)
  return inner.kind === 'call' ? integrateCall(inner) : inner
}

/** `node`, or the primitive that it calls. */
export function integrateCall(node: Call): Call | Primitive {
  if (node.operator.kind !== 'global-ref') return node
  const { operands, offset } = node
  const called = node.operator.name
  if (leftFolds.has(called) && operands.length > 2) return foldCalls(node)
  const name = variants[called]?.[operands.length] ?? called
  if (isPrimitiveName(name) && accepts(name, operands.length)) {
    return { kind: 'primitive', name, operands, offset }
  }
  return name === called ? node : { ...node, operator: { ...node.operator, name } }
}

/** A call of two operands, the first of which is the same call of all but the last. */
function foldCalls(node: Call): Call | Primitive {
  const first = integrateCall({ ...node, operands: node.operands.slice(0, -1) })
  return integrateCall({ ...node, operands: [first, node.operands.at(-1) as Core] })
}

/** Does the primitive take `count` operands in line? Otherwise the call stays a call, and complains. */
function accepts(name: PrimitiveName, count: number): boolean {
  const { least, most } = primitives[name]
  return count >= least && count <= most
}
