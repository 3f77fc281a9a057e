// The guard before passes that recur: core nested too deeply is an error of the program, with a place.
//
// The parser bounds how deeply a text is nested, but a short text nested shallowly can make deep core: a
// `cond` of many clauses, definitions that depend on each other in a row. The walk here has its own
// stack; all later passes may recur on the host's.

import type { SourceText } from '../../../base/index.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import type { Core } from './core.ts'
import { forEachChild } from './core-children.ts'

/** Core may be nested this deep. */
export const MAX_CORE_DEPTH = 1100

/** Throws SchemeSyntaxError if `root` is nested too deeply. */
export function verifyDepth(source: SourceText, root: Core): void {
  let level: Core[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    const first = level[0] as Core
    if (depth > MAX_CORE_DEPTH) {
      throw new SchemeSyntaxError(source, first.offset, 'expressions are nested too deeply')
    }
    const below: Core[] = []
    for (const node of level) forEachChild(node, (child) => below.push(child))
    level = below
  }
}
