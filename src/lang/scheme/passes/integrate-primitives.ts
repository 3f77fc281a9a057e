// Primitive integration: calls of `car`, `+` and so on become the primitive itself, unless this unit
// defines or assigns the name somewhere.
//
// A unit is a whole file, so a program may redefine any name: then every call goes to its definition.
// (Redefinition from another unit, which a REPL makes possible, needs invalidation and comes with it.)
//
// Needs: parse.   Keeps: everything.   Breaks: nothing.

import type { Core } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { isPrimitiveName, type PrimitiveName, primitives } from '../core/primitives.table.ts'

/** The names that the forms of a unit define or assign anywhere. */
export function collectDefined(forms: readonly Core[]): ReadonlySet<string> {
  const names = new Set<string>()
  const look = (node: Core) => {
    if (node.kind === 'global-define' || node.kind === 'global-set') names.add(node.name)
    forEachChild(node, look)
  }
  forms.forEach(look)
  return names
}

/** `node` with its calls of primitives integrated, but for those of the names in `own`. */
export function integratePrimitives(node: Core, own: ReadonlySet<string>): Core {
  const inner = mapChildren(node, (child) => integratePrimitives(child, own))
  if (inner.kind !== 'call' || inner.operator.kind !== 'global-ref') return inner
  const { name } = inner.operator
  if (own.has(name) || !isPrimitiveName(name)) return inner
  return accepts(name, inner.operands.length)
    ? { kind: 'primitive', name, operands: inner.operands, offset: inner.offset }
    : inner
}

/** Does the primitive take `count` operands in line? Otherwise the call stays a call, and complains. */
function accepts(name: PrimitiveName, count: number): boolean {
  const { least, most } = primitives[name]
  return count >= least && count <= most
}
