// Bytevectors: runtime procedures.

import { TAG } from '../../../expr/index.ts'
import type { Heap, Slot } from '../../../heap/index.ts'
import type { RuntimeCall, RuntimeProcedure } from '../../../vm/index.ts'
import { argument, nothing } from '../library/call-arguments.ts'
import { failType } from '../library/failures.ts'
import { stringText } from '../library/string-text.ts'
import { allocateBytes, bytevectorBytes, firstByte } from './string-objects.ts'
import {
  bytesArgument,
  indexArgument,
  MAX_TEXT_LENGTH,
  rangeArguments,
  stringArgument,
  stringLength,
} from './text-arguments.ts'

const lengthAt = (heap: Heap, slot: Slot) => heap.smallFixnumAt(heap.fieldSlot(heap.low(slot), 0))

function byteArgument(call: RuntimeCall, index: number, who: string): number {
  const slot = argument(call, index)
  const value = call.heap.isFixnum(slot) ? call.heap.smallFixnumAt(slot) : -1
  if (value < 0 || value > 0xff) failType(call, 'a byte', slot, who)
  return value
}

const length: RuntimeProcedure = (call) => {
  const slot = bytesArgument(call, 0, 'bytevector-length')
  call.heap.copy(call.result, call.heap.fieldSlot(call.heap.low(slot), 0))
}

const ref: RuntimeProcedure = (call) => {
  const { heap } = call
  const slot = bytesArgument(call, 0, 'bytevector-u8-ref')
  const index = indexArgument(call, 1, 0, lengthAt(heap, slot) - 1, 'bytevector-u8-ref')
  heap.setFixnum(call.result, heap.u8[firstByte(heap.low(slot)) + index] as number)
}

const set: RuntimeProcedure = (call) => {
  const { heap } = call
  const slot = bytesArgument(call, 0, 'bytevector-u8-set!')
  const index = indexArgument(call, 1, 0, lengthAt(heap, slot) - 1, 'bytevector-u8-set!')
  heap.u8[firstByte(heap.low(slot)) + index] = byteArgument(call, 2, 'bytevector-u8-set!')
  nothing(call)
}

/** A fresh bytevector as the result; the offset of its first byte. */
function deliver(call: RuntimeCall, size: number): number {
  call.heap.reserve(bytevectorBytes(size))
  const at = allocateBytes(call.heap, size)
  call.heap.setPointer(call.result, at | TAG.object)
  return firstByte(at)
}

const make =
  (count: number): RuntimeProcedure =>
  (call) => {
    const size = indexArgument(call, 0, 0, MAX_TEXT_LENGTH, 'make-bytevector')
    const byte = count > 1 ? byteArgument(call, 1, 'make-bytevector') : 0
    const start = deliver(call, size)
    call.heap.u8.fill(byte, start, start + size)
  }

const copy =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const size = lengthAt(heap, bytesArgument(call, 0, 'bytevector-copy'))
    const { start, end } = rangeArguments(call, 1, count, size, 'bytevector-copy')
    const to = deliver(call, end - start)
    const from = firstByte(heap.low(argument(call, 0)))
    heap.u8.copyWithin(to, from + start, from + end)
  }

const copyInto =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const who = 'bytevector-copy!'
    const to = bytesArgument(call, 0, who)
    const from = bytesArgument(call, 2, who)
    const at = indexArgument(call, 1, 0, lengthAt(heap, to), who)
    const { start, end } = rangeArguments(call, 3, count, lengthAt(heap, from), who)
    indexArgument(call, 1, 0, lengthAt(heap, to) - (end - start), who)
    const source = firstByte(heap.low(from))
    heap.u8.copyWithin(firstByte(heap.low(to)) + at, source + start, source + end)
    nothing(call)
  }

const fill =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const slot = bytesArgument(call, 0, 'bytevector-fill!')
    const byte = byteArgument(call, 1, 'bytevector-fill!')
    const { start, end } = rangeArguments(call, 2, count, lengthAt(heap, slot), 'bytevector-fill!')
    const first = firstByte(heap.low(slot))
    heap.u8.fill(byte, first + start, first + end)
    nothing(call)
  }

const append: RuntimeProcedure = (call) => {
  const { heap } = call
  const first = lengthAt(heap, bytesArgument(call, 0, 'bytevector-append'))
  const second = lengthAt(heap, bytesArgument(call, 1, 'bytevector-append'))
  const to = deliver(call, first + second)
  const [a, b] = [0, 1].map((i) => firstByte(heap.low(argument(call, i)))) as [number, number]
  heap.u8.copyWithin(to, a, a + first)
  heap.u8.copyWithin(to + first, b, b + second)
}

const toText =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const slot = bytesArgument(call, 0, 'utf8->string')
    const { start, end } = rangeArguments(call, 1, count, lengthAt(heap, slot), 'utf8->string')
    const first = firstByte(heap.low(slot))
    const text = new TextDecoder().decode(heap.u8.subarray(first + start, first + end))
    heap.reserve(heap.stringBytes(text))
    heap.makeString(call.result, text)
  }

const fromText =
  (count: number): RuntimeProcedure =>
  (call) => {
    const { heap } = call
    const slot = stringArgument(call, 0, 'string->utf8')
    const { start, end } = rangeArguments(call, 1, count, stringLength(heap, slot), 'string->utf8')
    const points = Array.from(stringText(heap, slot)).slice(start, end)
    const bytes = new TextEncoder().encode(points.join(''))
    heap.u8.set(bytes, deliver(call, bytes.length))
  }

const rows = (name: string, counts: readonly number[], run: (count: number) => RuntimeProcedure) =>
  counts.map((count) => ({ name, argumentCount: count, run: run(count) }))

/** What the ops on bytevectors request: errors. */
export const bytevectorSlowPaths: Readonly<Record<string, RuntimeProcedure>> = {
  'bytevector-length': length,
  'bytevector-u8-ref': ref,
  'bytevector-u8-set': set,
}

export const bytevectorProcedures = [
  ...rows('make-bytevector', [1, 2], make),
  ...rows('bytevector-copy', [1, 2, 3], copy),
  ...rows('bytevector-copy!', [3, 4, 5], copyInto),
  ...rows('bytevector-fill!', [2, 3, 4], fill),
  { name: '%bytevector-append', argumentCount: 2, run: append },
  ...rows('utf8->string', [1, 2, 3], toText),
  ...rows('string->utf8', [1, 2, 3], fromText),
]
