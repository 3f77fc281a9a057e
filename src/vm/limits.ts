// Limits of a run and the kinds of ends they lead to.
//
// All are errors of the guest that no guest handler sees (`isFatal`); the VM can run again afterwards.

import { GuestError } from '../runtime/index.ts'

export interface RunLimits {
  /** Milliseconds by the clock, for each run. */
  readonly timeMs?: number
  /** Bytes that may be live at once. */
  readonly heapBytes?: number
  /** Loop rounds and procedure entries, for each run: every engine stops at the same one. */
  readonly fuel?: number
}

/** Kinds of guest errors that end a run from outside. */
export const stops = {
  interrupted: 'interrupted',
  time: 'time-limit',
  memory: 'out-of-memory',
  fuel: 'fuel-limit',
} as const

/** Throws a RangeError unless every limit is a whole number of at least 1. */
export function checkLimits(limits: RunLimits): void {
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(`limits.${name} must be a positive whole number, not ${value}`)
    }
  }
}

export function timeExceeded(timeMs: number): GuestError {
  return new GuestError(stops.time, `the time limit of ${timeMs} ms is reached`, true)
}

export function fuelExceeded(fuel: number): GuestError {
  return new GuestError(stops.fuel, `the fuel limit of ${fuel} is reached`, true)
}

export function interrupted(reason: string): GuestError {
  return new GuestError(stops.interrupted, reason, true)
}
