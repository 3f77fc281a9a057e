// number->string and string->number.

import type { Heap, Slot } from '../../../heap/index.ts'
import type { RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument } from '../library/call-arguments.ts'
import { failType } from '../library/failures.ts'
import { stringText } from '../library/string-text.ts'
import { numberValue } from '../read/number-text.ts'
import { printNumber } from '../read/print-number.ts'
import { attempt, isString, numberArgument } from './calls.ts'
import { writeNumber } from './number-words.ts'

const LEAST_RADIX = 2
const MOST_RADIX = 36

/** Argument 1 as a radix, if there is one. */
function radixArgument(call: RuntimeCall, count: number, who: string): number {
  if (count < 2) return 10
  const slot = argument(call, 1)
  const radix = call.heap.isFixnum(slot) ? call.heap.smallFixnumAt(slot) : 0
  if (radix >= LEAST_RADIX && radix <= MOST_RADIX) return radix
  return failType(call, `a radix from ${LEAST_RADIX} to ${MOST_RADIX}`, slot, who)
}

/** `(%number->string number radix)` */
export const numberToString: RuntimeProcedure = (call) => {
  const { heap } = call
  const who = 'number->string'
  const radix = radixArgument(call, 2, who)
  const small = smallInteger(heap, argument(call, 0))
  if (small !== null) return deliver(call, small.toString(radix))
  deliver(call, printNumber(numberArgument(call, 0, who), radix))
}

function deliver({ heap, result }: RuntimeCall, text: string): void {
  heap.reserve(heap.stringBytes(text))
  heap.makeString(result, text)
}

/** The integer at `slot` if a double has it exactly; null if not, and for all else. */
function smallInteger(heap: Heap, slot: Slot): number | null {
  if (!heap.isFixnum(slot)) return null
  const value = heap.smallFixnumAt(slot)
  return Number.isSafeInteger(value) ? value : null
}

/** `(string->number text radix)` with `count` arguments; #f if the text is no number. */
export function stringToNumber(count: number): RuntimeProcedure {
  const who = 'string->number'
  return (call) => {
    const { heap } = call
    if (!isString(call, argument(call, 0))) failType(call, 'a string', argument(call, 0), who)
    const radix = radixArgument(call, count, who)
    const value = numberValue(stringText(heap, argument(call, 0)), radix)
    if (value === null) heap.setBoolean(call.result, false)
    else attempt(call, who, () => writeNumber(heap, call.result, value))
  }
}
