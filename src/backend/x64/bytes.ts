// Rows of bytes in emitted code: hash numbers (heap/hash.ts says what they are), copies, fresh strings.
//
// Loops go by four or eight bytes as long as there are so many, and then byte by byte.

import { type Assembler, CC, I, RBX, RCX, RDX } from '../../asm/index.ts'
import { kindType, type Node, TAG } from '../../expr/index.ts'
import { HASH_FACTOR, HASH_FOLD, HEADER_HIGH, headerLow, kinds } from '../../heap/index.ts'
import type { Emitter } from './emitter.ts'
import { ALLOCATION, CONTEXT, SCRATCH } from './roles.ts'

/** Destroys SCRATCH. */
function emitFold(asm: Assembler, hash: number): void {
  asm.rri(I.imul32, hash, hash, HASH_FACTOR)
  asm.rr(I.mov32, SCRATCH, hash)
  asm.ri(I.shr32, SCRATCH, HASH_FOLD)
  asm.rr(I.xor32, hash, SCRATCH)
}

/** `d` becomes the hash number of the word in `x`, a fixnum. */
export function emitHashWord(asm: Assembler, d: number, x: number): void {
  asm.rr(I.mov, d, x)
  asm.ri(I.shr, d, 32)
  asm.rr(I.xor32, d, x)
  emitFold(asm, d)
  asm.ri(I.shl, d, 3)
}

/** While `count` is at least `step`: `body`, then `pointers` move on by so many bytes. */
function emitSteps(
  asm: Assembler,
  count: number,
  step: number,
  pointers: readonly number[],
  body: () => void,
): void {
  const again = asm.newLabel()
  const done = asm.newLabel()
  asm.bind(again)
  asm.ri(I.cmp, count, step)
  asm.jccShort(CC.B, done)
  body()
  for (const pointer of pointers) asm.ri(I.add, pointer, step)
  asm.ri(I.sub, count, step)
  asm.jmpShort(again)
  asm.bind(done)
}

/** What `emitHashBytes` destroys. */
export const HASH_CLOBBERS = [RCX, RBX] as const

/** `d` becomes the hash number of the bytes from `x` + `offset` on, as many as fixnum `y` says. */
export function emitHashBytes(
  asm: Assembler,
  d: number,
  x: number,
  y: number,
  offset: number,
): void {
  const [at, count] = HASH_CLOBBERS
  asm.rr(I.mov, count, y)
  asm.ri(I.shr, count, 3)
  asm.rr(I.mov, d, count)
  asm.rm(I.lea, at, x, offset)
  emitSteps(asm, count, 4, [at], () => {
    asm.rm(I.xor32, d, at, 0)
    emitFold(asm, d)
  })
  emitSteps(asm, count, 1, [at], () => {
    asm.rm(I.movzx8, SCRATCH, at, 0)
    asm.rr(I.xor32, d, SCRATCH)
    emitFold(asm, d)
  })
  asm.ri(I.shl, d, 3)
  asm.resetLabels()
}

/** What `emitEqBytes` destroys. */
export const EQUAL_CLOBBERS = [RCX, RBX, RDX] as const

/** Whether so many bytes from `x` + `offset` and `y` + `offset` on agree; rows of bytes end with whole words. */
export function emitEqBytes(
  asm: Assembler,
  x: number,
  y: number,
  length: number,
  offset: number,
): number {
  const [count, right, left] = EQUAL_CLOBBERS
  const done = asm.newLabel()
  asm.rr(I.mov, count, length)
  asm.ri(I.shr, count, 3)
  asm.rm(I.lea, left, x, offset)
  asm.rm(I.lea, right, y, offset)
  emitSteps(asm, count, 8, [left, right], () => {
    asm.rm(I.mov, SCRATCH, left, 0)
    asm.rm(I.cmp, SCRATCH, right, 0)
    asm.jccShort(CC.NE, done)
  })
  asm.ri(I.shl, count, 3)
  asm.jccShort(CC.E, done)
  asm.rm(I.mov, SCRATCH, left, 0)
  asm.rm(I.xor, SCRATCH, right, 0)
  // Shifts go by the count modulo 64: the bytes behind the last one are pushed out.
  asm.r(I.neg, count)
  asm.r(I.shl, SCRATCH)
  asm.bind(done)
  asm.resetLabels()
  return CC.E
}

/** `d` becomes the sum of `base` and the number in the fixnum `index`. */
function emitElement(asm: Assembler, d: number, base: number, index: number): void {
  asm.rr(I.mov, d, index)
  asm.ri(I.shr, d, 3)
  asm.rr(I.add, d, base)
}

/** Node `copyBytes`. */
export function emitCopy(emitter: Emitter, node: Node): void {
  const { asm, state } = emitter
  const values = node.args.map((id) => state.bodyValue[id] as number)
  for (const value of values) emitter.pinWhereItLies(value)
  const words = values.map((value) => emitter.wordInRegister(value))
  const [toBase, toIndex, fromBase, fromIndex, bytes] = words as [
    number,
    number,
    number,
    number,
    number,
  ]
  const to = emitter.allocateGpr()
  const from = emitter.allocateGpr()
  const count = emitter.allocateGpr()
  asm.comment('copy')
  emitElement(asm, to, toBase, toIndex)
  emitElement(asm, from, fromBase, fromIndex)
  asm.rr(I.mov, count, bytes)
  asm.ri(I.shr, count, 3)
  emitSteps(asm, count, 8, [from, to], () => {
    asm.rm(I.mov, SCRATCH, from, node.a)
    asm.mr(I.mov, to, node.a, SCRATCH)
  })
  emitSteps(asm, count, 1, [from, to], () => {
    asm.rm(I.movzx8, SCRATCH, from, node.a)
    asm.mr(I.mov8, to, node.a, SCRATCH)
  })
  asm.resetLabels()
}

/** Of payload and string together, without the characters. */
const STRING_BYTES = 24
const TEXT_BYTES = 16 + STRING_BYTES

/** Node `allocString`: payload and string at once. */
export function emitString(emitter: Emitter, node: Node): number {
  const { asm, cold, state, context } = emitter
  const values = node.args.map((id) => state.bodyValue[id] as number)
  for (const value of values) emitter.pinWhereItLies(value)
  const words = values.map((value) => emitter.wordInRegister(value))
  const [length, fill] = words as [number, number]
  const d = emitter.allocateGpr()
  const bytes = emitter.allocateGpr()
  const next = asm.newLabel()
  const done = asm.newLabel()
  const retry = asm.here
  asm.comment('allocate')
  // A fixnum is eight times its number: so many words hold the characters.
  asm.rm(I.lea, SCRATCH, length, 56)
  asm.ri(I.shr, SCRATCH, 6)
  asm.ri(I.shl, SCRATCH, 3)
  asm.rr(I.add, SCRATCH, ALLOCATION)
  asm.ri(I.add, SCRATCH, TEXT_BYTES)
  asm.rm(I.cmp, SCRATCH, CONTEXT, context.allocationLimit)
  asm.jccTo(CC.A, cold.here)
  emitter.tier.collect(TEXT_BYTES + 8 * node.b, retry)
  asm.ri(I.sub, SCRATCH, STRING_BYTES)
  asm.mi(I.mov32, ALLOCATION, 0, headerLow(kinds.bytes.number, 0))
  asm.mi(I.mov32, ALLOCATION, 4, HEADER_HIGH)
  asm.mr(I.mov, ALLOCATION, 8, length)
  asm.mi(I.mov32, SCRATCH, 0, headerLow(kinds.string.number, 2))
  asm.mi(I.mov32, SCRATCH, 4, HEADER_HIGH)
  asm.mr(I.mov, SCRATCH, 8, length)
  asm.rm(I.lea, d, ALLOCATION, TAG.object)
  asm.mr(I.mov, SCRATCH, 16, d)
  asm.rr(I.mov, bytes, fill)
  asm.ri(I.shr, bytes, 3)
  asm.rri(I.imul, bytes, bytes, 0x01010101)
  asm.rr(I.mov, d, bytes)
  asm.ri(I.shl, d, 32)
  asm.rr(I.or, bytes, d)
  asm.rm(I.lea, d, ALLOCATION, 16)
  asm.bind(next)
  asm.rr(I.cmp, d, SCRATCH)
  asm.jccShort(CC.AE, done)
  asm.mr(I.mov, d, 0, bytes)
  asm.ri(I.add, d, 8)
  asm.jmpShort(next)
  asm.bind(done)
  asm.rm(I.lea, d, SCRATCH, TAG.object)
  asm.rm(I.lea, ALLOCATION, SCRATCH, STRING_BYTES)
  asm.resetLabels()
  const result = state.newValue(kindType(kinds.string.number))
  state.setGpr(result, d)
  return result
}
