// Runtime procedures of hash tables; their arguments are checked by the library's texts.

import { IMMEDIATE, TAG } from '../../../expr/index.ts'
import type { RuntimeProcedure } from '../../../vm/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { EQUIVALENCE, hashOf } from './hash.ts'
import { forEachEntry, place, tableCount } from './hash-table.ts'

const grow: RuntimeProcedure = (call) => {
  place(call.heap, argument(call, 0), 1)
  nothing(call)
}

const placeAnew: RuntimeProcedure = (call) => {
  place(call.heap, argument(call, 0), 0)
  nothing(call)
}

/** A list of the keys, the values or pairs of both. */
const toList =
  (what: 'keys' | 'values' | 'pairs'): RuntimeProcedure =>
  (call) => {
    const { heap, result } = call
    heap.reserve(32 * tableCount(heap, argument(call, 0)))
    heap.setImmediate(result, IMMEDIATE.null)
    forEachEntry(heap, argument(call, 0), (key, value) => {
      const at = heap.allocate(16)
      if (what === 'pairs') {
        const pair = heap.allocate(16)
        heap.copy(pair >>> 2, key)
        heap.copy((pair + 8) >>> 2, value)
        heap.setPointer(at >>> 2, pair | TAG.pair)
      } else heap.copy(at >>> 2, what === 'keys' ? key : value)
      heap.copy((at + 8) >>> 2, result)
      heap.setPointer(result, at | TAG.pair)
    })
  }

const hash =
  (equivalence: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    heap.setFixnum(call.result, hashOf(heap, argument(call, 0), equivalence))
  }

/** What the ops that hash request. */
export const hashSlowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  'eqv-hash': hash(EQUIVALENCE.eqv),
  'equal-hash': hash(EQUIVALENCE.equal),
}

export const tableProcedures = [
  { name: '%table-grow!', argumentCount: 1, run: grow },
  { name: '%table-place!', argumentCount: 1, run: placeAnew },
  { name: '%table-keys', argumentCount: 1, run: toList('keys') },
  { name: '%table-values', argumentCount: 1, run: toList('values') },
  { name: '%table->alist', argumentCount: 1, run: toList('pairs') },
]
