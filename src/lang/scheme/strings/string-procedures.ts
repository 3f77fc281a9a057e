// Strings: runtime procedures. Each reads its arguments again after it has reserved room.

import { CHARACTER_LOW_BYTE, CHARACTER_SHIFT, IMMEDIATE, TAG } from '../../../expr/index.ts'
import { type Heap, kinds, type Slot } from '../../../heap/index.ts'
import { GuestError, type RuntimeCall, type RuntimeProcedure } from '../../../vm/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { failType } from '../library/failures.ts'
import { stringText } from '../library/string-text.ts'
import { foldCase } from '../read/words.ts'
import {
  allocateString,
  copyCharacters,
  makeSubstring,
  stringBytes,
  widen,
} from './string-objects.ts'
import {
  characterArgument,
  characterAt,
  characterWord,
  indexArgument,
  MAX_TEXT_LENGTH,
  mutableString,
  type Payload,
  payloadOf,
  rangeArguments,
  stringArgument,
  stringLength,
  symbolArgument,
} from './text-arguments.ts'

const NARROW_MOST = 0xff
const SPACE = 0x20
const PAIR_BYTES = 16
const SYMBOL_BYTES = 16
/** So few characters are written faster one by one. */
const SHORT = 32
/** Characters compared between two looks whether the run is to stop. */
const UNWATCHED = 2 ** 18

const length: RuntimeProcedure = (call) => {
  const slot = stringArgument(call, 0, 'string-length')
  call.heap.copy(call.result, call.heap.fieldSlot(call.heap.low(slot), 0))
}

const ref: RuntimeProcedure = (call) => {
  const { heap } = call
  const payload = payloadOf(heap, stringArgument(call, 0, 'string-ref'))
  const index = indexArgument(call, 1, 0, payload.length - 1, 'string-ref')
  heap.setImmediate(call.result, characterWord(characterAt(heap, payload, index)))
}

function put(heap: Heap, { start, isNarrow }: Payload, index: number, point: number): void {
  if (isNarrow) heap.u8[start + index] = point
  else heap.i32[(start >>> 2) + index] = point
}

const set: RuntimeProcedure = (call) => {
  const { heap } = call
  const slot = mutableString(call, 0, 'string-set!')
  const payload = payloadOf(heap, slot)
  const index = indexArgument(call, 1, 0, payload.length - 1, 'string-set!')
  const point = characterArgument(call, 2, 'string-set!')
  if (payload.isNarrow && point > NARROW_MOST) {
    widen(heap, slot, payload.length)
    put(heap, payloadOf(heap, slot), index, point)
  } else put(heap, payload, index, point)
  nothing(call)
}

function fillRange(
  heap: Heap,
  { start, isNarrow }: Payload,
  from: number,
  to: number,
  point: number,
) {
  if (isNarrow && to - from <= SHORT) for (let i = from; i < to; i++) heap.u8[start + i] = point
  else if (isNarrow) heap.u8.fill(point, start + from, start + to)
  else heap.i32.fill(point, (start >>> 2) + from, (start >>> 2) + to)
}

const make: RuntimeProcedure = (call) => {
  const { heap } = call
  const size = indexArgument(call, 0, 0, MAX_TEXT_LENGTH, 'make-string')
  const isGiven = heap.low(argument(call, 1)) !== IMMEDIATE.unspecified
  const point = isGiven ? characterArgument(call, 1, 'make-string') : SPACE
  const isNarrow = point <= NARROW_MOST
  heap.reserve(stringBytes(size, isNarrow))
  fillRange(heap, allocateString(heap, call.result, size, isNarrow), 0, size, point)
}

/** `(copy-characters to at from start count)`, where they do not simply lie beside each other. */
const copyCount: RuntimeProcedure = (call) => {
  const { heap } = call
  const who = 'string-copy!'
  const to = mutableString(call, 0, who)
  const from = stringArgument(call, 2, who)
  const at = indexArgument(call, 1, 0, stringLength(heap, to), who)
  const start = indexArgument(call, 3, 0, stringLength(heap, from), who)
  const room = Math.min(stringLength(heap, to) - at, stringLength(heap, from) - start)
  const count = indexArgument(call, 4, 0, room, who)
  moveCharacters(heap, to, at, from, start, start + count)
  nothing(call)
}

function moveCharacters(
  heap: Heap,
  to: Slot,
  at: number,
  from: Slot,
  start: number,
  end: number,
): void {
  if (payloadOf(heap, to).isNarrow && !payloadOf(heap, from).isNarrow) {
    widen(heap, to, stringLength(heap, to))
  }
  copyCharacters(heap, payloadOf(heap, from), start, end, payloadOf(heap, to), at)
}

const copy =
  (who: string, count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const slot = stringArgument(call, 0, who)
    const { start, end } = rangeArguments(call, 1, count, stringLength(heap, slot), who)
    makeSubstring(heap, call.result, () => slot, start, end)
  }

const copyInto =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const who = 'string-copy!'
    const to = mutableString(call, 0, who)
    const from = stringArgument(call, 2, who)
    const toLength = stringLength(heap, to)
    const at = indexArgument(call, 1, 0, toLength, who)
    const { start, end } = rangeArguments(call, 3, count, stringLength(heap, from), who)
    indexArgument(call, 1, 0, toLength - (end - start), who)
    moveCharacters(heap, to, at, from, start, end)
    nothing(call)
  }

const fill =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const slot = mutableString(call, 0, 'string-fill!')
    const point = characterArgument(call, 1, 'string-fill!')
    const size = stringLength(heap, slot)
    const { start, end } = rangeArguments(call, 2, count, size, 'string-fill!')
    if (payloadOf(heap, slot).isNarrow && point > NARROW_MOST) widen(heap, slot, size)
    fillRange(heap, payloadOf(heap, slot), start, end, point)
    nothing(call)
  }

/** A place among strings to be joined: `slot` has one, and where the next is follows from it. */
type Step = (heap: Heap, slot: Slot) => Slot

const nextArgument: Step = (_, slot) => slot + 2
/** The car of the next pair, given the one of this. */
const nextItem: Step = (heap, slot) => heap.carSlot(heap.low(slot + 2))

/** Joins `count` strings, which are checked; `first` finds the first of them, also after a collection. */
function join(call: RuntimeCall, count: number, first: () => Slot, step: Step): void {
  const { heap } = call
  let size = 0
  let isNarrow = true
  for (let i = 0, slot = 0; i < count; i++) {
    slot = i === 0 ? first() : step(heap, slot)
    const payload = payloadOf(heap, slot)
    size += payload.length
    isNarrow &&= payload.isNarrow
  }
  heap.reserve(stringBytes(size, isNarrow))
  const to = allocateString(heap, call.result, size, isNarrow)
  for (let i = 0, slot = 0, at = 0; i < count; i++) {
    slot = i === 0 ? first() : step(heap, slot)
    const from = payloadOf(heap, slot)
    copyCharacters(heap, from, 0, from.length, to, at)
    at += from.length
  }
}

const append =
  (count: number): RuntimeProcedure =>
  (call) => {
    for (let i = 0; i < count; i++) stringArgument(call, i, 'string-append')
    join(call, count, () => argument(call, 0), nextArgument)
  }

/** How many elements the list at `list` has, each of which passes `check`; one without end is an error. */
function countItems(heap: Heap, list: Slot, check: (slot: Slot) => void): number {
  const { i32 } = heap
  const most = heap.cage.layout.heapA.size / PAIR_BYTES
  let count = 0
  for (let at = i32[list] as number; (at & 7) === TAG.pair; count++) {
    if (count > most) throw new GuestError('wrong-type', 'expected a list that comes to an end')
    const item = (at - TAG.pair) >>> 2
    check(item)
    at = i32[item + 2] as number
  }
  return count
}

/** The strings of a proper list, joined. */
const appendList: RuntimeProcedure = (call) => {
  const { heap } = call
  const list = argument(call, 0)
  const count = countItems(heap, list, (slot) => {
    if (!heap.isKind(slot, kinds.string.number)) failType(call, 'a string', slot, 'string-append')
  })
  join(call, count, () => heap.carSlot(heap.low(list)), nextItem)
}

/** A string of the characters in a proper list. */
const listToString: RuntimeProcedure = (call) => {
  const { heap } = call
  const { u8, i32 } = heap
  const list = argument(call, 0)
  let points = 0
  const size = countItems(heap, list, (slot) => {
    const low = i32[slot] as number
    if ((low & 0xff) !== CHARACTER_LOW_BYTE) failType(call, 'a character', slot, 'list->string')
    points |= low >>> CHARACTER_SHIFT
  })
  const isNarrow = points <= NARROW_MOST
  heap.reserve(stringBytes(size, isNarrow))
  const { start } = allocateString(heap, call.result, size, isNarrow)
  let at = i32[list] as number
  for (let i = 0; i < size; i++) {
    const item = (at - TAG.pair) >>> 2
    const point = (i32[item] as number) >>> CHARACTER_SHIFT
    if (isNarrow) u8[start + i] = point
    else i32[(start >>> 2) + i] = point
    at = i32[item + 2] as number
  }
}

const toList =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap, result } = call
    const slot = stringArgument(call, 0, 'string->list')
    const { start, end } = rangeArguments(call, 1, count, stringLength(heap, slot), 'string->list')
    heap.reserve(16 * (end - start))
    const payload = payloadOf(heap, argument(call, 0))
    heap.setImmediate(result, IMMEDIATE.null)
    for (let i = end - 1; i >= start; i--) {
      const at = heap.allocate(16)
      heap.setImmediate(at >>> 2, characterWord(characterAt(heap, payload, i)))
      heap.copy((at + 8) >>> 2, result)
      heap.setPointer(result, at | TAG.pair)
    }
  }

/** Below 0, 0 or above 0 as the first string is before, the same as, or behind the second. */
function compare(heap: Heap, a: Payload, b: Payload): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const difference = characterAt(heap, a, i) - characterAt(heap, b, i)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const comparison =
  (who: string, holds: (order: number) => boolean): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const a = payloadOf(heap, stringArgument(call, 0, who))
    const b = payloadOf(heap, stringArgument(call, 1, who))
    heap.setBoolean(call.result, holds(compare(heap, a, b)))
  }

/** Delivers a fresh string with the text `change` makes of the argument's. */
const mapText =
  (who: string, change: (text: string) => string): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const text = change(stringText(heap, stringArgument(call, 0, who)))
    heap.reserve(heap.stringBytes(text))
    heap.makeString(call.result, text)
  }

const toSymbol: RuntimeProcedure = (call) => {
  const text = stringText(call.heap, stringArgument(call, 0, 'string->symbol'))
  call.heap.copy(call.result, call.symbol(text))
}

/** A symbol of its own, which no text can name. */
const uninternedSymbol: RuntimeProcedure = (call) => {
  const { heap } = call
  const text = stringText(heap, stringArgument(call, 0, 'string->uninterned-symbol'))
  heap.reserve(heap.stringBytes(text) + SYMBOL_BYTES)
  heap.makeString(call.result, text)
  heap.freeze(call.result)
  const at = heap.allocateObject(kinds.symbol.number, 1)
  heap.copy((at + 8) >>> 2, call.result)
  heap.setPointer(call.result, at | TAG.object)
}

/** Index of the first place from the third argument on where the second string is in the first. */
const search: RuntimeProcedure = (call) => {
  const { heap } = call
  const text = payloadOf(heap, stringArgument(call, 0, 'string-search'))
  const pattern = payloadOf(heap, stringArgument(call, 1, 'string-search'))
  const from = indexArgument(call, 2, 0, text.length, 'string-search')
  let steps = 0
  for (let at = from; at + pattern.length <= text.length; at++) {
    let i = 0
    if (steps > UNWATCHED) {
      heap.checkStop()
      steps = 0
    }
    while (i < pattern.length && characterAt(heap, text, at + i) === characterAt(heap, pattern, i))
      i++
    if (i === pattern.length) return heap.setFixnum(call.result, at)
    steps += i + 1
  }
  heap.setBoolean(call.result, false)
}

const rows = (name: string, counts: readonly number[], run: (count: number) => RuntimeProcedure) =>
  counts.map((count) => ({ name, argumentCount: count, run: run(count) }))
const row = (name: string, argumentCount: number, run: RuntimeProcedure) => ({
  name,
  argumentCount,
  run,
})

/** What the ops on strings request: errors, and stores into strings that must be widened. */
export const stringSlowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  'string-length': length,
  'string-ref': ref,
  'string-set': set,
  'string-equal': comparison('string=?', (order) => order === 0),
  'make-string': make,
  substring: copy('substring', 3),
  'copy-characters': copyCount,
  'symbol-to-string': (call) => void symbolArgument(call, 0, 'symbol->string'),
}

export const stringProcedures = [
  ...rows('%string-copy', [1, 2, 3], (count) => copy('string-copy', count)),
  ...rows('string-copy!', [3, 4, 5], copyInto),
  ...rows('string-fill!', [2, 3, 4], fill),
  ...rows('%string-append', [0, 1, 2, 3, 4, 5, 6], append),
  row('%string-append-list', 1, appendList),
  row('%list->string', 1, listToString),
  ...rows('%string->list', [1, 2, 3], toList),
  row(
    '%long-string<?',
    2,
    comparison('string<?', (order) => order < 0),
  ),
  row(
    'string-upcase',
    1,
    mapText('string-upcase', (text) => text.toUpperCase()),
  ),
  row(
    'string-downcase',
    1,
    mapText('string-downcase', (text) => text.toLowerCase()),
  ),
  row('string-foldcase', 1, mapText('string-foldcase', foldCase)),
  row('%string->symbol', 1, toSymbol),
  row('string->uninterned-symbol', 1, uninternedSymbol),
  row('%string-search', 3, search),
]
