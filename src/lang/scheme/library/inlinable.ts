// The system's procedures as core, for calls that are inlined.
//
// Only those that do nothing behind the program's back: what captures or changes the dynamic state, or
// raises, stays a procedure of its own.

import { createSource } from '../../../base/index.ts'
import { closedNames } from '../core/closed-names.table.ts'
import type { Core, Lambda } from '../core/core.ts'
import { forEachChild, mapChildren } from '../core/core-children.ts'
import { expandSystemText } from '../expand/program.ts'
import type { SystemProcedures } from '../passes/inline-unit.ts'
import { prepare } from '../passes/lower.ts'
import { read } from '../read/read.ts'
import { procedureNames, systemText } from './prelude.ts'

/** A definition of this length may be short enough to be inlined for its own sake. */
const SHORT_TEXT = 120

const kept: ReadonlySet<string> = new Set(['error', 'raise', 'raise-continuable', 'exit'])

/** Expanded once a process: who inlines one makes a copy. */
const known = new Map<string, Lambda | null>()

export const inlinableProcedures: SystemProcedures = {
  has: (name) => procedureNames.has(name),
  find(name, any) {
    const text = systemText(name)
    if (text === undefined || (!any && text.length > SHORT_TEXT)) return null
    let lambda = known.get(name)
    if (lambda === undefined) {
      lambda = kept.has(name) ? null : definition(name, text)
      known.set(name, lambda)
    }
    return lambda
  },
}

function definition(name: string, text: string): Lambda | null {
  const source = createSource(`prelude ${name}`, text)
  const [form] = prepare(expandSystemText(source, read(source)))
  if (form?.kind !== 'global-define' || form.value.kind !== 'lambda') return null
  if (!isHarmless(form.value.body)) return null
  /** Procedures in it keep their source wherever they are copied. */
  const place = (node: Core): Core => {
    const inner = mapChildren(node, place)
    return inner.kind === 'lambda' ? { ...inner, source } : inner
  }
  return place(form.value) as Lambda
}

function isHarmless(node: Core): boolean {
  if (node.kind === 'global-set') return false
  const isNamed = node.kind === 'global-ref' || node.kind === 'primitive'
  if (isNamed && closedNames.has(node.name)) return false
  let harmless = true
  forEachChild(node, (child) => {
    harmless = harmless && isHarmless(child)
  })
  return harmless
}
