// The variables that occur in a procedure, and those it binds: what is free is the difference.

import type { Core, Lambda, Variable } from '../core/core.ts'
import { forEachChild } from '../core/core-children.ts'
import { boundBy } from '../core/core-walk.ts'

/** Of `lambda` with all that stands inside of it. */
export interface Mentions {
  readonly mentioned: ReadonlySet<Variable>
  readonly bound: ReadonlySet<Variable>
}

export function mentionsOf(lambda: Lambda): Mentions {
  const mentioned = new Set<Variable>()
  const bound = new Set<Variable>()
  const look = (node: Core) => {
    if ('variable' in node) mentioned.add(node.variable)
    for (const variable of boundBy(node)) bound.add(variable)
    forEachChild(node, look)
  }
  look(lambda)
  return { mentioned, bound }
}
