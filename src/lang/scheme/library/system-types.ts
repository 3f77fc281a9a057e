// Record types of the system itself, and the first words of its variables.
//
// A record type is a record whose type is %record-type: name (a symbol), names of its fields (a
// vector). The root is its own type. Each is the value of a variable that only system texts can name.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import { fieldCountOfHeader, type Heap, kinds, type Slot } from '../../../heap/index.ts'
import type { InitialGlobal, InitialWorld } from '../../../vm/index.ts'
import { portKinds, portTypes } from '../ports/port-types.table.ts'
import { tableFieldNames } from '../tables/table-fields.table.ts'

/** Fields of a record type, after the type word. */
export const recordTypeFields = { name: 0, fields: 1 } as const
const TYPE_FIELDS = 2
export const RECORD_TYPE_BYTES = 8 + 8 * (1 + TYPE_FIELDS)

const types: readonly (readonly [variable: string, name: string, fields: readonly string[]])[] = [
  ['%values-type', 'values', ['count']],
  ['%state-type', 'dynamic-state', ['handlers', 'parameters', 'winds']],
  ['%wind-type', 'wind', ['before', 'after', 'outside']],
  ['%condition-type', 'error', ['kind', 'message', 'irritants']],
  ['%parameter-type', 'parameter', ['value', 'converter']],
  ['%hash-table-type', 'hash-table', [...tableFieldNames]],
  ['%environment-type', 'environment', ['number']],
  ['%box-type', 'box', ['content']],
  ['%promise-type', 'promise', ['content']],
  ['%continuation-type', 'continuation', ['frames']],
  ...portKinds.map((kind) => [portTypes[kind].variable, 'port', portTypes[kind].fields] as const),
]

/** Slot of field `index` of the record whose low half is `low`; -1 is its type. */
export const recordField = (heap: Heap, low: number, index: number): Slot =>
  heap.fieldSlot(low, 1 + index)

/** Whether the word at `slot` has what a type has: anything can stand where a record's type belongs. */
export function isRecordType(heap: Heap, slot: Slot): boolean {
  if (!heap.isKind(slot, kinds.record.number)) return false
  const low = heap.low(slot)
  return (
    fieldsOfRecord(heap, low) >= TYPE_FIELDS &&
    heap.isKind(recordField(heap, low, recordTypeFields.name), kinds.symbol.number) &&
    heap.isKind(recordField(heap, low, recordTypeFields.fields), kinds.vector.number)
  )
}

/** How many fields the record `low` has besides its type. */
export const fieldsOfRecord = (heap: Heap, low: number): number =>
  fieldCountOfHeader(heap.headerOf(low) >>> 0) - 1

/** A record with `count` fields, still to be filled, of the type at `type`; room is reserved. */
export function allocateRecord(heap: Heap, type: Slot, count: number): number {
  const at = heap.allocateObject(kinds.record.number, 1 + count)
  heap.copy((at + 8) >>> 2, type)
  return at | TAG.object
}

/** Writes a new type to `slot`; name and fields are words, RECORD_TYPE_BYTES are reserved. */
export function makeRecordType(heap: Heap, slot: Slot, root: Slot, name: Slot, fields: Slot): void {
  const low = allocateRecord(heap, root, 2)
  heap.copy(recordField(heap, low, recordTypeFields.name), name)
  heap.copy(recordField(heap, low, recordTypeFields.fields), fields)
  heap.setPointer(slot, low)
}

function fillType(world: InitialWorld, slot: Slot, name: string, fields: readonly string[]): void {
  const { heap } = world
  const root = world.global('%record-type')
  const symbols = fields.map((field) => world.symbol(field))
  const nameSlot = world.symbol(name)
  heap.reserve(RECORD_TYPE_BYTES + 16 + 8 * fields.length)
  const vector = heap.allocateVector(fields.length)
  symbols.forEach((symbol, i) => {
    heap.copy((vector + 16 + 8 * i) >>> 2, symbol)
  })
  heap.setPointer(slot, vector | TAG.object)
  makeRecordType(heap, slot, slot === root ? slot : root, nameSlot, slot)
  if (slot === root) heap.setPointer(recordField(heap, heap.low(slot), -1), heap.low(slot))
}

/** Symbols that `string->symbol` gave last, by the hash numbers of their names (texts/strings.ts). */
const KNOWN_SYMBOLS = 4096
const STATE_FIELDS = 3
/** The first state of `random`: runs repeat. */
const RANDOM_SEED = 20261121

/** Variables of the system that hold no procedure. */
export const systemVariables: readonly InitialGlobal[] = [
  {
    name: '%record-type',
    fill: (world, slot) => fillType(world, slot, 'record-type', ['name', 'fields']),
  },
  ...types.map(
    ([name, typeName, fields]): InitialGlobal => ({
      name,
      fill: (world, slot) => fillType(world, slot, typeName, fields),
    }),
  ),
  {
    name: '%initial-state',
    fill(world, slot) {
      const { heap } = world
      const type = world.global('%state-type')
      heap.reserve(16 + 8 * STATE_FIELDS)
      const low = allocateRecord(heap, type, STATE_FIELDS)
      for (let i = 0; i < STATE_FIELDS; i++)
        heap.setImmediate(recordField(heap, low, i), IMMEDIATE.null)
      heap.setPointer(slot, low)
    },
  },
  {
    name: '%eof',
    fill: (world, slot) => world.heap.setImmediate(slot, IMMEDIATE.eof),
  },
  {
    name: 'the-empty-stream',
    fill: (world, slot) => world.heap.setImmediate(slot, IMMEDIATE.null),
  },
  {
    name: '%known-symbols',
    fill(world, slot) {
      const { heap } = world
      heap.reserve(16 + 8 * KNOWN_SYMBOLS)
      const vector = heap.allocateVector(KNOWN_SYMBOLS)
      for (let i = 0; i < KNOWN_SYMBOLS; i++) heap.setBoolean((vector + 16 + 8 * i) >>> 2, false)
      heap.setPointer(slot, vector | TAG.object)
    },
  },
  {
    name: '%collections',
    isVariable: true,
    fill: (world, slot) => world.heap.showCollections(slot),
  },
  {
    name: '%random-state',
    isVariable: true,
    fill: (world, slot) => world.heap.setFixnum(slot, RANDOM_SEED),
  },
  {
    name: '%gensym-count',
    isVariable: true,
    fill: (world, slot) => world.heap.setFixnum(slot, 0),
  },
  {
    name: '%state',
    isVariable: true,
    fill: (world, slot) => world.heap.copy(slot, world.global('%initial-state')),
  },
]
