// What Scheme keeps of one VM outside of its heap.

import { bug } from '../../../base/index.ts'
import type { CodeTemplate } from '../../../ops/index.ts'
import type { Host, LanguageState, RuntimeCall } from '../../../vm/index.ts'
import { PortTable } from '../ports/port-table.ts'
import type { Datum } from '../read/datum.ts'

/** What `eval` and its like compile with. Throws a GuestError where the text is wrong. */
export interface Evaluator {
  /** Code without parameters that gives the value of `datum` in the environment of that number. */
  compile(environment: number, datum: Datum): CodeTemplate
  load(environment: number, name: string): CodeTemplate
  /** The number of a fresh environment, in which nothing is imported yet. */
  makeEnvironment(): number
}

export interface SchemeState extends LanguageState {
  readonly host: Host
  readonly ports: PortTable
  /** Set when the VM is complete. */
  evaluator: Evaluator | null
}

/** The state of a new VM. */
export function makeState(host: Host): SchemeState {
  const ports = new PortTable(host)
  return {
    host,
    ports,
    evaluator: null,
    sweep: (survivor) => ports.sweep(survivor),
    flush: () => ports.flush(),
    dispose: () => ports.dispose(),
  }
}

export const hostOf = (call: RuntimeCall): Host => (call.state as SchemeState).host

export const portsOf = (call: RuntimeCall): PortTable => (call.state as SchemeState).ports

export const evaluatorOf = (call: RuntimeCall): Evaluator =>
  (call.state as SchemeState).evaluator ?? bug('this VM has no evaluator')
