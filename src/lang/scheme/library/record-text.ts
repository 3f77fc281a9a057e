// How records show themselves: those of programs with their fields, those of the system by name alone.

import type { Heap, Slot } from '../../../heap/index.ts'
import { stringText } from './string-text.ts'
import { fieldsOfRecord, isRecordType, recordField, recordTypeFields } from './system-types.ts'

export interface RecordText {
  readonly name: string
  /** Slot of the name of the first field, if there are fields to show; the others follow. */
  readonly firstName: Slot
  readonly fieldCount: number
}

/** Types whose fields are nobody's business. */
const opaque: ReadonlySet<string> = new Set([
  'record-type',
  'dynamic-state',
  'wind',
  'parameter',
  'promise',
  'continuation',
  'port',
  'environment',
  'hash-table',
])

/** What to print of the record at `slot`. */
export function recordText(heap: Heap, slot: Slot): RecordText {
  const low = heap.low(slot)
  const typeSlot = recordField(heap, low, -1)
  if (!isRecordType(heap, typeSlot)) return { name: 'record', firstName: 0, fieldCount: 0 }
  const type = heap.low(typeSlot)
  const name = typeName(heap, type)
  const fields = heap.low(recordField(heap, type, recordTypeFields.fields))
  const isType = heap.low(recordField(heap, type, -1)) === type
  if (isType) return { name: `record-type ${typeName(heap, low)}`, firstName: 0, fieldCount: 0 }
  if (opaque.has(name)) return { name, firstName: 0, fieldCount: 0 }
  const named = Math.min(fieldsOfRecord(heap, low), heap.vectorLength(fields))
  return { name, firstName: heap.fieldSlot(fields, 1), fieldCount: named }
}

/** The name of the record type `low`, without the brackets that some people write around it. */
function typeName(heap: Heap, low: number): string {
  const symbol = heap.low(recordField(heap, low, recordTypeFields.name))
  return stringText(heap, heap.fieldSlot(symbol, 0)).replace(/^<(.+)>$/, '$1')
}
