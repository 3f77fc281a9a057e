// Hash tables: entries in the order in which they came, in chains by their hash numbers.
//
//   record    %hash-table-type | equivalence | count | used | entries | heads | epoch
//   entries   key 0 | value 0 | hash 0 | next 0 | key 1 ...    `used` words of it
//   heads     first entry of each chain: its place in `entries`, or -1; a power of two of them
//
// The chain of an entry is that of hash modulo heads; `next` is the place of the next entry in it, or -1.
// A deleted entry is in no chain and has the record type %hash-table-type for a key, which no program
// can name. There is room for as many entries as there are heads. `epoch` is -1, or the number of the
// collection after which the hash numbers of keys that hash by their address were right: if there
// was another one since, the table is placed anew before it is used.
//
// Library code (library/texts/hash-tables.ts) finds, adds and deletes; here is what takes long or is rare.

import { TAG } from '../../../expr/index.ts'
import { type Heap, hashWord, type Slot } from '../../../heap/index.ts'
import { recordField } from '../library/system-types.ts'
import { EQUIVALENCE } from './hash.ts'
import { type TableField, tableFields } from './table-fields.table.ts'

const ENTRY_WORDS = 4
const KEY = 0
const VALUE = 2
const HASH = 4
const NEXT = 6
/** In int32s, as all slots are. */
const ENTRY_SLOTS = 2 * ENTRY_WORDS
const NOWHERE = -1

const field = (heap: Heap, table: Slot, name: TableField): Slot =>
  recordField(heap, heap.low(table), tableFields[name])
const numberIn = (heap: Heap, table: Slot, name: TableField): number =>
  heap.smallFixnumAt(field(heap, table, name))
/** Slot of the first element of the vector in a field. */
const elements = (heap: Heap, table: Slot, name: TableField): Slot =>
  heap.fieldSlot(heap.low(field(heap, table, name)), 1)

/** The number of keys. */
export const tableCount = (heap: Heap, table: Slot): number => numberIn(heap, table, 'count')

/**
 * Makes room for at least one more entry, or places all anew if `room` is 0: without those that were
 * deleted, in fresh vectors, by hash numbers that are right. May collect.
 */
export function place(heap: Heap, table: Slot, room: 0 | 1): void {
  const count = tableCount(heap, table)
  const capacity = heap.vectorLength(heap.low(field(heap, table, 'heads')))
  const wanted = room > 0 && 2 * count >= capacity ? 2 * capacity : capacity
  heap.reserve(vectorBytes(wanted) + vectorBytes(ENTRY_WORDS * wanted))
  const from = elements(heap, table, 'entries')
  const end = from + 2 * numberIn(heap, table, 'used')
  const heads = allocateFilled(heap, wanted, NOWHERE)
  const to = allocateFilled(heap, ENTRY_WORDS * wanted, 0)
  const mask = wanted - 1
  const moves = numberIn(heap, table, 'equivalence') < EQUIVALENCE.equal
  let used = 0
  for (let at = from; at < end; at += ENTRY_SLOTS) {
    if (isDeleted(heap, table, at)) continue
    const fresh = to + 2 * used
    heap.copy(fresh + KEY, at + KEY)
    heap.copy(fresh + VALUE, at + VALUE)
    if (moves && (heap.low(at) & 7) === TAG.pair) {
      heap.setFixnum(fresh + HASH, hashWord(heap.low(at), heap.high(at)))
    } else heap.copy(fresh + HASH, at + HASH)
    const head = heads + 2 * ((heap.low(fresh + HASH) >>> 3) & mask)
    heap.copy(fresh + NEXT, head)
    heap.setFixnum(head, used)
    used += ENTRY_WORDS
  }
  heap.setPointer(field(heap, table, 'heads'), vectorAt(heads))
  heap.setPointer(field(heap, table, 'entries'), vectorAt(to))
  heap.setFixnum(field(heap, table, 'used'), used)
  if (numberIn(heap, table, 'epoch') !== NOWHERE) {
    heap.setFixnum(field(heap, table, 'epoch'), heap.collections)
  }
}

const vectorBytes = (length: number) => 16 + 8 * length
/** The low half of the vector whose first element is at `slot`. */
const vectorAt = (slot: Slot) => (4 * slot - 16) | TAG.object

/** A vector of `length` fixnums; slot of the first one. */
function allocateFilled(heap: Heap, length: number, fill: number): Slot {
  const first = (heap.allocateVector(length) + 16) >>> 2
  for (let i = 0; i < length; i++) heap.setFixnum(first + 2 * i, fill)
  return first
}

const isDeleted = (heap: Heap, table: Slot, key: Slot): boolean =>
  heap.low(key) === heap.low(recordField(heap, heap.low(table), -1))

/** Calls `see` with the slots of each key and its value, the last that came first. */
export function forEachEntry(heap: Heap, table: Slot, see: (key: Slot, value: Slot) => void): void {
  const first = elements(heap, table, 'entries')
  const used = numberIn(heap, table, 'used')
  for (let at = first + 2 * (used - ENTRY_WORDS); at >= first; at -= ENTRY_SLOTS) {
    if (!isDeleted(heap, table, at)) see(at + KEY, at + VALUE)
  }
}
