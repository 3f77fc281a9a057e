// Proves the bodies of an op set: what the tiers take for granted holds for every op.
//
// Apart from `defineOp`, because the proof costs more than the building: tests run it over the core
// ops, and who makes ops of their own runs it once in theirs.

import { BugError } from '../base/index.ts'
import { verifyBody } from '../expr/index.ts'
import type { OpSpec } from './op.ts'

/** Throws a BugError that names the first op with a bad body and lists its problems. */
export function verifyOps(specs: readonly OpSpec[]): void {
  for (const spec of specs) {
    const problems = verifyBody(spec.body)
    if (problems.length > 0) {
      throw new BugError(`op ${spec.name} has a bad body:\n  ${problems.join('\n  ')}`)
    }
  }
}
