// What the threaded tier needs to know of the VM it compiles for: addresses and numbers.

import type { MachineContext, MachineLayout } from '../../backend/index.ts'

export interface ThreadedMachine {
  readonly context: MachineContext
  readonly layout: MachineLayout
  /** All code memory; `bytes[0]` has address `base`. */
  readonly memory: { readonly bytes: Uint8Array; readonly base: number }
  readonly exits: ThreadedExits
  readonly pollRequest: number
  readonly hotLoopRequest: number
  /** Light site number: a global that compiled code relies on was assigned. */
  readonly globalAssignedSite: number
  /** Whether loops count down to the next tier; without it nothing is paid. */
  readonly counts: boolean
  /** Whether loop rounds are charged. */
  readonly metered: boolean
  /** Whether every op that allocates collects (option `gcStress`). */
  readonly collectsAlways: boolean
  /** Number of the threaded call site for resume point k. */
  callSite(k: number): number
  requestNumber(name: string): number
  /** Offset in the context block of the address by which this request leaves; null: `exitHeavy`. */
  requestRoutine(name: string): number | null
  literal(value: number): number
}

/** Where threaded code goes that cannot go on (runtime/native/trampoline.ts). */
export interface ThreadedExits {
  readonly exitHeavy: number
  readonly exitLight: number
  /** A resume address with k = 0: the op at the position word starts again. */
  readonly restartSite: number
  /** Routine that asks for a collection and restarts the op. */
  readonly collectRoutine: number
  /** Of entries: wrong number of arguments, no room on the stack, counted down, no fuel left. */
  readonly arityEntry: number
  readonly overflowEntry: number
  readonly hotEntry: number
  readonly meterRoutine: number
}
