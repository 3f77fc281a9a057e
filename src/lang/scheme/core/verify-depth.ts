// The guard before passes that recur on the host's stack: no core may be nested more deeply.
//
// Outlining leaves nothing so deep but what it cannot cut (see passes/outline.ts); that is an error of
// the program, with a place. The walk here has its own stack.

import type { SourceText } from '../../../base/index.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'
import type { Core } from './core.ts'
import { depthOf } from './core-walk.ts'

/** Core may be nested this deep. */
export const MAX_CORE_DEPTH = 1100

/** Throws SchemeSyntaxError if `root` is nested too deeply. */
export function verifyDepth(source: SourceText, root: Core): void {
  if (depthOf(root, MAX_CORE_DEPTH + 1) <= MAX_CORE_DEPTH) return
  throw new SchemeSyntaxError(source, root.offset, 'expressions are nested too deeply')
}
