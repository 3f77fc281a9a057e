// Hash tables: open addressing in a vector of keys and values, linear probing.
//
//   record    %hash-table-type | equivalence | count | used | entries | epoch
//   entries   key 0 | value 0 | key 1 | value 1 ...   a power of two of them
//
// An empty place has the key EMPTY, a deleted one GONE; `used` counts all but the empty ones. `epoch`
// is the number of the collection that keys hashed by address were placed after, or -1 if there
// are none: after another collection the table is placed anew before it is used.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import { areEqual, areEqv } from '../library/equality.ts'
import { recordField } from '../library/system-types.ts'
import { EQUIVALENCE, hashOf, movesWith } from './hash.ts'

const EMPTY = IMMEDIATE.unbound
const GONE = IMMEDIATE.uninitialized
const FIELD = { equivalence: 0, count: 1, used: 2, entries: 3, epoch: 4 } as const
export const TABLE_FIELDS = 5
const LEAST_CAPACITY = 8
/** A table is at most three quarters full. */
const FULL_NUMERATOR = 3
const FULL_DENOMINATOR = 4

const field = (heap: Heap, table: Slot, name: keyof typeof FIELD): Slot =>
  recordField(heap, heap.low(table), FIELD[name])
const numberIn = (heap: Heap, table: Slot, name: keyof typeof FIELD): number =>
  heap.smallFixnumAt(field(heap, table, name))
const entriesBytes = (capacity: number) => 16 + 16 * capacity
export const EMPTY_ENTRIES_BYTES = entriesBytes(LEAST_CAPACITY)

const capacityOf = (heap: Heap, table: Slot) =>
  heap.vectorLength(heap.low(field(heap, table, 'entries'))) >> 1
/** Slot of key `index`; its value is the next word. */
const keySlot = (heap: Heap, table: Slot, index: number): Slot =>
  heap.fieldSlot(heap.low(field(heap, table, 'entries')), 1) + 4 * index

const isFree = (low: number) => low === EMPTY || low === GONE

/** The number of keys. */
export const tableCount = (heap: Heap, table: Slot): number => numberIn(heap, table, 'count')

/** Fills the fields of the fresh record at `table`; EMPTY_ENTRIES_BYTES are reserved. */
export function startTable(heap: Heap, table: Slot, equivalence: number): void {
  heap.setFixnum(field(heap, table, 'equivalence'), equivalence)
  clearTable(heap, table)
}

/** Forgets all keys; EMPTY_ENTRIES_BYTES are reserved. */
export function clearTable(heap: Heap, table: Slot): void {
  for (const name of ['count', 'used'] as const) heap.setFixnum(field(heap, table, name), 0)
  heap.setFixnum(field(heap, table, 'epoch'), -1)
  allocateEntries(heap, table, LEAST_CAPACITY)
}

function allocateEntries(heap: Heap, table: Slot, capacity: number): void {
  const at = heap.allocateVector(2 * capacity)
  for (let i = 0; i < 2 * capacity; i++) heap.setImmediate((at + 16 + 8 * i) >>> 2, EMPTY)
  heap.setPointer(field(heap, table, 'entries'), at | TAG.object)
}

function areSame(heap: Heap, equivalence: number, a: Slot, b: Slot): boolean {
  if (heap.low(a) === heap.low(b) && heap.high(a) === heap.high(b)) return true
  if (equivalence === EQUIVALENCE.eq) return false
  return equivalence === EQUIVALENCE.eqv ? areEqv(heap, a, b) : areEqual(heap, a, b)
}

/** Slot of the key equivalent to the one at `key`, or -1. May collect. */
export function findKey(heap: Heap, table: Slot, key: Slot): Slot {
  settle(heap, table)
  const equivalence = numberIn(heap, table, 'equivalence')
  const mask = capacityOf(heap, table) - 1
  const first = keySlot(heap, table, 0)
  for (let i = hashOf(heap, key, equivalence) & mask; ; i = (i + 1) & mask) {
    const at = first + 4 * i
    const low = heap.low(at)
    if (low === EMPTY) return -1
    if (low !== GONE && areSame(heap, equivalence, at, key)) return at
  }
}

/** Slot of the key equivalent to the one at `key`, which is added if need be. May collect. */
export function addKey(heap: Heap, table: Slot, key: Slot): Slot {
  const known = findKey(heap, table, key)
  if (known >= 0) return known
  const capacity = capacityOf(heap, table)
  if ((numberIn(heap, table, 'used') + 1) * FULL_DENOMINATOR > capacity * FULL_NUMERATOR) {
    const count = numberIn(heap, table, 'count') + 1
    place(heap, table, count * 2 > capacity ? 2 * capacity : capacity)
  }
  const equivalence = numberIn(heap, table, 'equivalence')
  if (movesWith(heap, key, equivalence)) {
    heap.setFixnum(field(heap, table, 'epoch'), heap.collections)
  }
  const at = freeSlot(heap, table, key, equivalence)
  heap.copy(at, key)
  heap.setFixnum(field(heap, table, 'count'), numberIn(heap, table, 'count') + 1)
  heap.setFixnum(field(heap, table, 'used'), numberIn(heap, table, 'used') + 1)
  return at
}

/** The empty place where `key`, which is in no place yet, belongs. */
function freeSlot(heap: Heap, table: Slot, key: Slot, equivalence: number): Slot {
  const mask = capacityOf(heap, table) - 1
  const first = keySlot(heap, table, 0)
  let i = hashOf(heap, key, equivalence) & mask
  while (heap.low(first + 4 * i) !== EMPTY) i = (i + 1) & mask
  return first + 4 * i
}

/** Removes the key at slot `at`. */
export function removeKey(heap: Heap, table: Slot, at: Slot): void {
  heap.setImmediate(at, GONE)
  heap.setImmediate(at + 2, EMPTY)
  heap.setFixnum(field(heap, table, 'count'), numberIn(heap, table, 'count') - 1)
}

/** Places all keys anew if some hash by an address that may have changed. May collect. */
function settle(heap: Heap, table: Slot): void {
  const epoch = numberIn(heap, table, 'epoch')
  if (epoch >= 0 && epoch !== heap.collections) place(heap, table, capacityOf(heap, table))
}

/** Moves all keys to fresh entries. May collect. */
function place(heap: Heap, table: Slot, capacity: number): void {
  heap.reserve(entriesBytes(capacity))
  const old = keySlot(heap, table, 0)
  const oldCapacity = capacityOf(heap, table)
  const equivalence = numberIn(heap, table, 'equivalence')
  allocateEntries(heap, table, capacity)
  for (let i = 0; i < oldCapacity; i++) {
    const key = old + 4 * i
    if (isFree(heap.low(key))) continue
    const at = freeSlot(heap, table, key, equivalence)
    heap.copy(at, key)
    heap.copy(at + 2, key + 2)
  }
  heap.setFixnum(field(heap, table, 'used'), numberIn(heap, table, 'count'))
  if (numberIn(heap, table, 'epoch') >= 0) {
    heap.setFixnum(field(heap, table, 'epoch'), heap.collections)
  }
}

/** Calls `see` with the slot of each key, in the order of the entries. */
export function forEachKey(heap: Heap, table: Slot, see: (key: Slot) => void): void {
  const capacity = capacityOf(heap, table)
  const first = keySlot(heap, table, 0)
  for (let i = 0; i < capacity; i++) if (!isFree(heap.low(first + 4 * i))) see(first + 4 * i)
}
