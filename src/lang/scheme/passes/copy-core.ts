// Copying core: every variable that the copied tree binds becomes a fresh one, so that a tree may stand
// in several places; and moving its places into an inline site.

import type { Block, Core, Lambda, Variable, VariableSource } from '../core/core.ts'
import { chainOf, mapChildren } from '../core/core-children.ts'
import type { InlineSites } from './inline-sites.ts'

export interface Copying {
  readonly variables: VariableSource
  readonly sites: InlineSites
  /** The site that the copy's own code belongs to; procedures in it have frames of their own. */
  readonly site: number
  readonly renamed: Map<Variable, Variable>
}

export function copyCore(copying: Copying, node: Core): Core {
  const placed = movePlace(copying.sites, copying.site, node)
  const rebound = rebind(copying, placed)
  const inner = rebound.kind === 'lambda' ? { ...copying, site: 0 } : copying
  return mapChildren(rebound, (child) => copyCore(inner, child))
}

/** `node` with the variables it binds and mentions renamed, and its children as they are. */
function rebind(copying: Copying, node: Core): Core {
  const { renamed } = copying
  const bind = (variable: Variable) => bindCopy(copying, variable)
  switch (node.kind) {
    case 'local-ref':
    case 'local-set':
    case 'box-ref':
    case 'box-set':
      return { ...node, variable: renamed.get(node.variable) ?? node.variable }
    case 'loop-jump':
      return { ...node, label: renamed.get(node.label) ?? node.label }
    case 'lambda':
      return rebindLambda(copying, node)
    case 'let':
    case 'letrec':
      return {
        ...node,
        bindings: node.bindings.map((b) => ({ ...b, variable: bind(b.variable) })),
      }
    case 'fix':
      return {
        ...node,
        bindings: node.bindings.map((b) => ({ ...b, variable: bind(b.variable) })),
      }
    case 'loop':
      return { ...node, label: bind(node.label), params: node.params.map(bind) }
    case 'blocks':
      return {
        ...node,
        blocks: node.blocks.map(
          (b): Block => ({ ...b, label: bind(b.label), params: b.params.map(bind) }),
        ),
      }
    default:
      return node
  }
}

function rebindLambda(copying: Copying, node: Lambda): Lambda {
  const bind = (variable: Variable) => bindCopy(copying, variable)
  return {
    ...node,
    params: node.params.map(bind),
    rest: node.rest === null ? null : bind(node.rest),
  }
}

/** A fresh variable in the place of `variable`. */
export function bindCopy({ variables, renamed }: Copying, variable: Variable): Variable {
  const fresh = variables.fresh(variable.name)
  fresh.assigned = variable.assigned
  fresh.checked = variable.checked
  renamed.set(variable, fresh)
  return fresh
}

/** `node` as code of `site`: variables stay. Procedures in it have frames of their own. */
export function moveInto(sites: InlineSites, site: number, node: Core): Core {
  if (site === 0) return node
  const placed = movePlace(sites, site, node)
  if (placed.kind === 'lambda') return placed
  return mapChildren(placed, (child) => moveInto(sites, site, child))
}

/** `node` with its place in `site`; its children stay as they are. */
function movePlace(sites: InlineSites, site: number, node: Core): Core {
  const offset = sites.move(node.offset, site)
  if (node.kind !== 'if' || node.alternate.kind !== 'if') return { ...node, offset } as Core
  const chain = chainOf(node)
  return chain.reduceRight<Core>(
    (alternate, link) => ({ ...link, offset: sites.move(link.offset, site), alternate }),
    (chain.at(-1) ?? node).alternate,
  )
}
