// Where runtime procedures find their arguments, and what they deliver when they have nothing to say.

import { IMMEDIATE } from '../../../expr/index.ts'
import type { Slot } from '../../../heap/index.ts'
import type { RuntimeCall } from '../../../vm/index.ts'

/** Slot of argument `index`. */
export const argument = (call: RuntimeCall, index: number): Slot => call.args + 2 * index

export const nothing = (call: RuntimeCall): void =>
  call.heap.setImmediate(call.result, IMMEDIATE.unspecified)
