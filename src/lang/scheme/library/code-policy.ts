// What code of a file may do: what a program's text can do, and what inlining puts into programs.

import type { CodePolicy } from '../../../ops/index.ts'
import { closedNames } from '../core/closed-names.table.ts'
import { systemNames } from './prelude.ts'
import { runtimeProcedures } from './runtime-procedures.ts'

/** The policy for files with Scheme code. */
export function schemeCodePolicy(): CodePolicy {
  const isOpen = (name: string) => !closedNames.has(name)
  return {
    runtimeProcedures,
    mayCall: isOpen,
    mayRead: isOpen,
    mayAssign: (name) => !systemNames.has(name),
  }
}
