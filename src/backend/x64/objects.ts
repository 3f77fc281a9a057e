// Objects made by emitted code: boxed flonums and fresh objects of any kind.
//
// Allocation bumps the pinned pointer; when the limit is passed, cold code asks the tier for a
// collection, which comes back to the same sequence (or starts the op anew). Nothing of the object is
// written before there is room for all of it, so the collector never sees half an object.

import { CC, I } from '../../asm/index.ts'
import { type Node, TAG } from '../../expr/index.ts'
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
  const { asm, cold, state, context } = emitter
  const values = node.args.map((id) => state.bodyValue[id] as number)
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
