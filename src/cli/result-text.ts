// The value of an expression as the command prints it.

import { IMMEDIATE } from '../expr/index.ts'
import { printValue } from '../lang/scheme/index.ts'
import type { Machine } from '../vm/index.ts'

/** What `write` shows of the last result, with a newline; nothing for nothing in particular. */
export function resultText(machine: Machine): string {
  const { heap, resultSlot } = machine
  if (heap.low(resultSlot) === IMMEDIATE.unspecified) return ''
  const nameOf = (slot: number) => machine.codeOfProcedure(slot).name
  return `${printValue(heap, resultSlot, 'write', nameOf)}\n`
}
