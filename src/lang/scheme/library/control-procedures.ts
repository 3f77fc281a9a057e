// Runtime procedures behind the control text: values, continuations, conditions, exit.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import {
  type ErrorHandling,
  GuestError,
  GuestExit,
  type RuntimeCall,
  type RuntimeProcedure,
} from '../../../vm/index.ts'
import { argument } from './call-arguments.ts'
import { failType } from './failures.ts'
import { printBriefly } from './print-value.ts'
import {
  allocateRecord,
  fieldsOfRecord,
  makeRecordType,
  RECORD_TYPE_BYTES,
  recordField,
} from './system-types.ts'

const CONDITION_FIELDS = 3
/** Shown of an error that nobody handles; their list may have no end. */
const MOST_IRRITANTS = 100

/** Whether the word at `slot` is a record of the type that global `type` holds. */
function isRecord(heap: Heap, slot: Slot, type: Slot): boolean {
  if (!heap.isKind(slot, kinds.record.number)) return false
  return heap.low(heap.fieldSlot(heap.low(slot), 0)) === heap.low(type)
}

function listLength(heap: Heap, list: Slot): number {
  let count = 0
  for (let at = list; (heap.low(at) & 7) === TAG.pair; at = heap.carSlot(heap.low(at)) + 2) count++
  return count
}

const listToValues: RuntimeProcedure = (call) => {
  const { heap } = call
  const type = call.global('%values-type')
  const count = listLength(heap, argument(call, 0))
  heap.reserve(24 + 8 * count)
  const low = allocateRecord(heap, type, 1 + count)
  heap.setFixnum(recordField(heap, low, 0), count)
  let at = argument(call, 0)
  for (let i = 0; i < count; i++) {
    const pair = heap.carSlot(heap.low(at))
    heap.copy(recordField(heap, low, 1 + i), pair)
    at = pair + 2
  }
  heap.setPointer(call.result, low)
}

/** Field 0 says the same, if the compiler has made the record. */
const countOfValues = (heap: Heap, low: number): number =>
  Math.max(0, fieldsOfRecord(heap, low) - 1)

/** One value is a list of itself. */
const valuesToList: RuntimeProcedure = (call) => {
  const { heap, result } = call
  const isSeveral = isRecord(heap, argument(call, 0), call.global('%values-type'))
  const lowOf = () => heap.low(argument(call, 0))
  const count = isSeveral ? countOfValues(heap, lowOf()) : 1
  heap.reserve(16 * count)
  heap.setImmediate(result, IMMEDIATE.null)
  for (let i = count - 1; i >= 0; i--) {
    const at = heap.allocate(16)
    heap.copy(at >>> 2, isSeveral ? recordField(heap, lowOf(), 1 + i) : argument(call, 0))
    heap.copy((at + 8) >>> 2, result)
    heap.setPointer(result, at | TAG.pair)
  }
}

const valuesError: RuntimeProcedure = (call) => {
  const { heap } = call
  const isSeveral = isRecord(heap, argument(call, 0), call.global('%values-type'))
  const count = isSeveral ? countOfValues(heap, heap.low(argument(call, 0))) : 1
  const wanted = heap.smallFixnumAt(argument(call, 1))
  const plural = wanted === 1 ? '' : 's'
  throw new GuestError('values', `expected ${wanted} value${plural}, got ${count}`)
}

const makeType: RuntimeProcedure = (call) => {
  const { heap } = call
  const root = call.global('%record-type')
  const [name, fields] = [argument(call, 0), argument(call, 1)]
  if (!heap.isKind(name, kinds.symbol.number)) failType(call, 'a symbol', name, 'record type')
  if (!heap.isKind(fields, kinds.vector.number)) failType(call, 'a vector', fields, 'record type')
  heap.reserve(RECORD_TYPE_BYTES)
  makeRecordType(heap, call.result, root, name, fields)
}

/** The word for the frames is no value of programs: it goes into a record at once. */
const capture: RuntimeProcedure = (call) => call.control.capture(call.result)

const reinstate: RuntimeProcedure = (call) => {
  const { heap } = call
  call.control.reinstate(recordField(heap, heap.low(argument(call, 0)), 0), argument(call, 1))
}

const apply: RuntimeProcedure = (call) => call.control.apply(argument(call, 0), argument(call, 1))

/** A string as it is, anything else as `write` shows it. */
function textOf(heap: Heap, slot: Slot): string {
  return heap.isKind(slot, kinds.string.number) ? heap.stringAt(slot) : printBriefly(heap, slot)
}

function irritantTexts(heap: Heap, list: Slot): string[] {
  const texts: string[] = []
  for (let at = list; (heap.low(at) & 7) === TAG.pair; at = heap.carSlot(heap.low(at)) + 2) {
    if (texts.length === MOST_IRRITANTS) return [...texts, '...']
    texts.push(printBriefly(heap, heap.carSlot(heap.low(at))))
  }
  return texts
}

/** Nobody handled what was raised: the run ends. */
const uncaught: RuntimeProcedure = (call) => {
  const { heap } = call
  const slot = argument(call, 0)
  const isCondition = isRecord(heap, slot, call.global('%condition-type'))
  if (!isCondition || fieldsOfRecord(heap, heap.low(slot)) < CONDITION_FIELDS) {
    throw new GuestError('uncaught', `raised ${printBriefly(heap, slot)}`, true)
  }
  const low = heap.low(slot)
  const kind = printBriefly(heap, recordField(heap, low, 0))
  const message = textOf(heap, recordField(heap, low, 1))
  const irritants = irritantTexts(heap, recordField(heap, low, 2))
  throw new GuestError(kind, [message, ...irritants].join(' '), true)
}

/** `(%type-error who what x)`: x is not what the procedure expects. */
const typeError: RuntimeProcedure = (call) => {
  const { heap } = call
  const who = printBriefly(heap, argument(call, 0))
  const what = textOf(heap, argument(call, 1))
  const got = printBriefly(heap, argument(call, 2))
  throw new GuestError('wrong-type', `${who}: expected ${what}, got ${got}`)
}

const exit: RuntimeProcedure = (call) => {
  const { heap } = call
  const slot = argument(call, 0)
  const low = heap.low(slot)
  if (heap.isFixnum(slot)) throw new GuestExit(heap.smallFixnumAt(slot) & 0xff)
  throw new GuestExit(low === IMMEDIATE.false ? 1 : 0)
}

export const controlProcedures = [
  { name: '%list->values', argumentCount: 1, run: listToValues },
  { name: '%values->list', argumentCount: 1, run: valuesToList },
  { name: '%values-error', argumentCount: 2, run: valuesError },
  { name: '%make-record-type', argumentCount: 2, run: makeType },
  { name: '%capture', argumentCount: 0, run: capture },
  { name: '%reinstate', argumentCount: 2, run: reinstate },
  { name: '%apply', argumentCount: 2, run: apply },
  { name: '%uncaught', argumentCount: 1, run: uncaught },
  { name: '%type-error', argumentCount: 3, run: typeError },
  { name: '%exit', argumentCount: 1, run: exit },
] as const

export const schemeErrors: ErrorHandling = {
  raise: 'raise',
  isHandled(call) {
    const { heap } = call
    const handlers = recordField(heap, heap.low(call.global('%state')), 0)
    return heap.low(handlers) !== IMMEDIATE.null
  },
  makeCondition(call, error) {
    const { heap, result } = call
    const kind = call.symbol(error.kind)
    const type = call.global('%condition-type')
    heap.reserve(heap.stringBytes(error.message) + 8 + 8 * (1 + CONDITION_FIELDS))
    heap.makeString(result, error.message)
    const low = allocateRecord(heap, type, CONDITION_FIELDS)
    heap.copy(recordField(heap, low, 0), kind)
    heap.copy(recordField(heap, low, 1), result)
    heap.setImmediate(recordField(heap, low, 2), IMMEDIATE.null)
    heap.setPointer(result, low)
  },
}

/** A run starts without handlers, parameters and winds. */
export function startState(call: RuntimeCall): void {
  const initial = call.global('%initial-state')
  call.heap.copy(call.global('%state'), initial)
}
