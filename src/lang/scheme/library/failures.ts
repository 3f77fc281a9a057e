// Errors of runtime procedures: `NAME: what was expected, got what`.
//
// The name is what the program wrote, found from the op that made the request.

import type { Slot } from '../../../heap/index.ts'
import { GuestError, type RuntimeCall } from '../../../vm/index.ts'
import { printBriefly } from './print-value.ts'

/** How the program writes the operation that an op carries out. */
const operatorNames: ReadonlyMap<string, string> = new Map([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['set-car', 'set-car!'],
  ['set-cdr', 'set-cdr!'],
  ['vector-set', 'vector-set!'],
  ['char-to-integer', 'char->integer'],
  ['symbol-to-string', 'symbol->string'],
  ['string-set', 'string-set!'],
  ['integer-to-char', 'integer->char'],
  ['call', 'call'],
  ['tail-call', 'call'],
])

/** No runtime procedure has more. */
const MOST_ARGUMENTS = 6

/** Comparisons have several spellings for one op: they are all called so. */
const COMPARISON = /^(unless-)?(less|less-or-equal|number-equal)$/

/** The operator the user wrote, from the name of the op that made the request. */
function operatorOf(call: RuntimeCall): string {
  const op = call.opName.replace(/-constant$/, '')
  if (COMPARISON.test(op)) return 'comparison'
  return operatorNames.get(op) ?? op
}

/** `who` is the name of the procedure; null: the op says it. */
export function fail(
  call: RuntimeCall,
  kind: string,
  message: string,
  who: string | null = null,
): never {
  throw new GuestError(kind, `${who ?? operatorOf(call)}: ${message}`)
}

/** The first argument goes without saying. */
function whichArgument({ args }: RuntimeCall, slot: Slot): string {
  const index = (slot - args) / 2
  return index >= 1 && index < MOST_ARGUMENTS ? ` (argument ${index + 1})` : ''
}

/** The word at `slot` is not `what` it must be. */
export function failType(
  call: RuntimeCall,
  what: string,
  slot: Slot,
  who: string | null = null,
): never {
  fail(
    call,
    'wrong-type',
    `expected ${what}, got ${printBriefly(call.heap, slot, call.procedureName)}${whichArgument(call, slot)}`,
    who,
  )
}
