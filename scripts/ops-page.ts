// The text of docs/ops.md: every core op with its operands and meaning, from the records.

import { coreOps, documentOps, makeOpSet } from '../src/ops/index.ts'

export function coreOpsPage(): string {
  return documentOps(makeOpSet(coreOps))
}
