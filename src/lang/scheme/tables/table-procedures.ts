// Runtime procedures of hash tables; their arguments are checked by the library's texts.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import type { RuntimeProcedure } from '../../../vm/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { allocateRecord } from '../library/system-types.ts'
import { EQUIVALENCE, hashOf } from './hash.ts'
import {
  addKey,
  clearTable,
  EMPTY_ENTRIES_BYTES,
  findKey,
  forEachKey,
  removeKey,
  startTable,
  TABLE_FIELDS,
  tableCount,
} from './hash-table.ts'

const make: RuntimeProcedure = (call) => {
  const { heap, result } = call
  const type = call.global('%hash-table-type')
  heap.reserve(8 + 8 * (1 + TABLE_FIELDS) + EMPTY_ENTRIES_BYTES)
  const equivalence = heap.smallFixnumAt(argument(call, 0))
  heap.setPointer(result, allocateRecord(heap, type, TABLE_FIELDS))
  startTable(heap, result, equivalence)
}

/** `(%table-ref table key default)` */
const ref: RuntimeProcedure = (call) => {
  const at = findKey(call.heap, argument(call, 0), argument(call, 1))
  call.heap.copy(call.result, at < 0 ? argument(call, 2) : at + 2)
}

const has: RuntimeProcedure = (call) => {
  call.heap.setBoolean(call.result, findKey(call.heap, argument(call, 0), argument(call, 1)) >= 0)
}

const set: RuntimeProcedure = (call) => {
  const at = addKey(call.heap, argument(call, 0), argument(call, 1))
  call.heap.copy(at + 2, argument(call, 2))
  nothing(call)
}

const remove: RuntimeProcedure = (call) => {
  const at = findKey(call.heap, argument(call, 0), argument(call, 1))
  if (at >= 0) removeKey(call.heap, argument(call, 0), at)
  nothing(call)
}

const clear: RuntimeProcedure = (call) => {
  call.heap.reserve(EMPTY_ENTRIES_BYTES)
  clearTable(call.heap, argument(call, 0))
  nothing(call)
}

/** A list of the keys, the values or pairs of both. */
const toList =
  (what: 'keys' | 'values' | 'pairs'): RuntimeProcedure =>
  (call) => {
    const { heap, result } = call
    heap.reserve(32 * tableCount(heap, argument(call, 0)))
    heap.setImmediate(result, IMMEDIATE.null)
    forEachKey(heap, argument(call, 0), (key) => {
      const at = heap.allocate(16)
      if (what === 'pairs') {
        const pair = heap.allocate(16)
        heap.copy(pair >>> 2, key)
        heap.copy((pair + 8) >>> 2, key + 2)
        heap.setPointer(at >>> 2, pair | TAG.pair)
      } else heap.copy(at >>> 2, what === 'keys' ? key : key + 2)
      heap.copy((at + 8) >>> 2, result)
      heap.setPointer(result, at | TAG.pair)
    })
  }

/** A fixnum that is not negative and the same for all words that are `equal?`. */
const hash: RuntimeProcedure = (call) => {
  const { heap } = call
  heap.setFixnum(call.result, hashOf(heap, argument(call, 0), EQUIVALENCE.equal) >>> 1)
}

export const tableProcedures = [
  { name: '%make-table', argumentCount: 1, run: make },
  { name: '%table-ref', argumentCount: 3, run: ref },
  { name: '%table-has?', argumentCount: 2, run: has },
  { name: '%table-set!', argumentCount: 3, run: set },
  { name: '%table-delete!', argumentCount: 2, run: remove },
  { name: '%table-clear!', argumentCount: 1, run: clear },
  { name: '%table-keys', argumentCount: 1, run: toList('keys') },
  { name: '%table-values', argumentCount: 1, run: toList('values') },
  { name: '%table->alist', argumentCount: 1, run: toList('pairs') },
  { name: '%equal-hash', argumentCount: 1, run: hash },
]
