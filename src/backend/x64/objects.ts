// Objects made by emitted code: boxed flonums and fresh objects of any kind.
//
// Allocation bumps the pinned pointer; when the limit is passed, cold code asks the tier for a
// collection, which comes back to the same sequence (or starts the op anew). Nothing of the object is
// written before there is room for all of it, so the collector never sees half an object.

import { CC, I } from '../../asm/index.ts'
import { kindType, type Node, TAG } from '../../expr/index.ts'
import { HEADER_HIGH, headerLow } from '../../heap/index.ts'
import type { Emitter } from './emitter.ts'
import { ALLOCATION, CAGE, CONTEXT, SCRATCH } from './roles.ts'
import { CONSTANT, NONE } from './state.ts'
import { flonumHeaderLow } from './tiles.table.ts'

const BOX_BYTES = 16
/** Fields that are kept in their registers while room is made for the object. */
const MAX_PINNED_FIELDS = 4

/** Gives a value that is only a double its word: self-tagged in line, boxed in cold code. */
export function emitBox(emitter: Emitter, value: number): number {
  const { asm, cold, state } = emitter
  const x = emitter.doubleInRegister(value)
  const d = emitter.allocateGpr()
  asm.comment('box')
  asm.rr(I.movq_rx, d, x)
  asm.ri(I.rol, d, 4)
  asm.rm(I.lea32, SCRATCH, d, 5)
  asm.ri(I.test8, SCRATCH, 6)
  asm.jccTo(CC.NE, cold.here)
  emitColdBox(emitter, d, x, asm.here)
  state.setGpr(value, d)
  return d
}

/** :box-cold: zeros are immortal objects, everything else is a fresh boxed flonum. */
function emitColdBox(emitter: Emitter, d: number, x: number, back: number): void {
  const { cold, layout, context } = emitter
  for (const [bits, zero] of [
    [0, layout.plusZero],
    [8, layout.minusZero],
  ] as const) {
    const other = cold.newLabel()
    cold.ri(I.cmp, d, bits)
    cold.jcc(CC.NE, other)
    cold.rm(I.lea, d, CAGE, zero + TAG.object)
    cold.jmpTo(back)
    cold.bind(other)
  }
  const retry = cold.here
  const room = cold.newLabel()
  cold.rm(I.lea, SCRATCH, ALLOCATION, BOX_BYTES)
  cold.rm(I.cmp, SCRATCH, CONTEXT, context.allocationLimit)
  cold.jcc(CC.BE, room)
  emitter.tier.collect(BOX_BYTES, retry)
  cold.bind(room)
  cold.mi(I.mov32, ALLOCATION, 0, flonumHeaderLow)
  cold.mi(I.mov32, ALLOCATION, 4, HEADER_HIGH)
  cold.mr(I.movsd, ALLOCATION, 8, x)
  cold.rm(I.lea, d, ALLOCATION, TAG.object)
  cold.rr(I.mov, ALLOCATION, SCRATCH)
  cold.jmpTo(back)
  cold.resetLabels()
}

/** A fresh object of tag `tag`: headered unless a pair; its fields are the node's arguments. */
export function emitAllocation(
  emitter: Emitter,
  node: Node,
  tag: number,
  kind: number,
  type: number,
): number {
  const values = node.args.map((id) => emitter.state.bodyValue[id] as number)
  return emitFields(emitter, values, tag, kind, type)
}

function emitFields(
  emitter: Emitter,
  values: readonly number[],
  tag: number,
  kind: number,
  type: number,
): number {
  const { asm, cold, state, context } = emitter
  for (const value of values.slice(0, MAX_PINNED_FIELDS)) emitter.pinWhereItLies(value)
  const d = emitter.allocateGpr()
  for (const value of values) if (!state.hasWord(value)) emitter.box(value)
  const headered = tag !== TAG.pair
  const start = headered ? 8 : 0
  const bytes = start + 8 * values.length
  const retry = asm.here
  asm.comment('allocate')
  asm.rm(I.lea, SCRATCH, ALLOCATION, bytes)
  asm.rm(I.cmp, SCRATCH, CONTEXT, context.allocationLimit)
  asm.jccTo(CC.A, cold.here)
  emitter.tier.collect(bytes, retry)
  if (headered) {
    asm.mi(I.mov32, ALLOCATION, 0, headerLow(kind, values.length) | 0)
    asm.mi(I.mov32, ALLOCATION, 4, HEADER_HIGH)
  }
  values.forEach((value, i) => emitField(emitter, value, start + 8 * i, d))
  asm.rm(I.lea, d, ALLOCATION, tag)
  asm.rr(I.mov, ALLOCATION, SCRATCH)
  const result = state.newValue(type)
  state.setGpr(result, d)
  return result
}

function emitField(emitter: Emitter, value: number, offset: number, temporary: number): void {
  const { asm, state } = emitter
  if (state.gpr[value] === NONE && state.constant[value] === CONSTANT.immediate) {
    asm.mi(I.mov, ALLOCATION, offset, state.constantImm[value] as number)
    return
  }
  const inRegister = state.gpr[value] as number
  if (inRegister === NONE) emitter.loadWord(asm, temporary, value)
  asm.mr(I.mov, ALLOCATION, offset, inRegister === NONE ? temporary : inRegister)
}

/** A vector of a few elements is written word by word if its length is known. */
const MAX_UNROLLED = 8

/** A vector whose length, a fixnum, is known to be small. */
export function emitVector(emitter: Emitter, node: Node): number {
  const { asm, cold, state, context } = emitter
  const [length, fill] = node.args.map((id) => state.bodyValue[id] as number) as [number, number]
  if (state.constant[length] === CONSTANT.immediate) {
    const count = (state.constantImm[length] as number) / 8
    if (count >= 0 && count <= MAX_UNROLLED) {
      const values = [length, ...Array<number>(count).fill(fill)]
      return emitFields(emitter, values, TAG.object, node.a, kindType(node.a))
    }
  }
  const lengthRegister = emitter.wordInRegister(length)
  const fillRegister = emitter.wordInRegister(fill)
  const d = emitter.allocateGpr()
  const retry = asm.here
  asm.comment('allocate')
  asm.rm(I.lea, SCRATCH, ALLOCATION, 16)
  asm.rr(I.add, SCRATCH, lengthRegister)
  asm.rm(I.cmp, SCRATCH, CONTEXT, context.allocationLimit)
  asm.jccTo(CC.A, cold.here)
  emitter.tier.collect(16 + 8 * node.b, retry)
  // The fill goes over the length's place too, so that the loop needs no test before it.
  asm.rm(I.lea, d, ALLOCATION, 8)
  const next = asm.here
  asm.mr(I.mov, d, 0, fillRegister)
  asm.ri(I.add, d, 8)
  asm.rr(I.cmp, d, SCRATCH)
  asm.jccTo(CC.B, next)
  asm.mr(I.mov, ALLOCATION, 8, lengthRegister)
  asm.rm(I.lea32, d, lengthRegister, 8)
  asm.ri(I.shl, d, 5)
  asm.ri(I.add, d, headerLow(node.a, 0))
  asm.mr(I.mov32, ALLOCATION, 0, d)
  asm.mi(I.mov32, ALLOCATION, 4, HEADER_HIGH)
  asm.rm(I.lea, d, ALLOCATION, TAG.object)
  asm.rr(I.mov, ALLOCATION, SCRATCH)
  const result = state.newValue(kindType(node.a))
  state.setGpr(result, d)
  return result
}
