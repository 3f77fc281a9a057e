// Primitive integration: calls of `car`, `+` and so on become the primitive itself, unless this unit
// defines or assigns the name somewhere.
//
// A unit is a whole file, so a program may redefine any name: then every call goes to its definition.
// (Redefinition from another unit, which a REPL makes possible, needs invalidation and comes with it.)
//
// Needs: parse.   Keeps: everything.   Breaks: nothing.

import type { Core } from './core.ts'
import { forEachChild, mapChildren } from './core-children.ts'
import { isPrimitiveName, type PrimitiveName, primitives } from './primitives.table.ts'

/** All forms of a unit, integrated. */
export function integratePrimitives(forms: readonly Core[]): Core[] {
  const own = new Set<string>()
  for (const form of forms) collectDefined(form, own)
  return forms.map((form) => integrate(form, own))
}

function collectDefined(node: Core, names: Set<string>): void {
  if (node.kind === 'global-define' || node.kind === 'global-set') names.add(node.name)
  forEachChild(node, (child) => collectDefined(child, names))
}

function integrate(node: Core, own: ReadonlySet<string>): Core {
  const inner = mapChildren(node, (child) => integrate(child, own))
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
