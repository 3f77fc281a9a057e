// Writing and rewriting the four-byte fields of finished code.
//
// A rel32 field holds the distance from the byte after it to its target. The functions take
// addresses; `base` is the address of `bytes[0]`. None of them allocates.

import { assert } from '../base/index.ts'

/** Size of the jump that `writeJump` writes. */
export const JUMP_SIZE_BYTES = 5

const OPCODE_JMP_REL32 = 0xe9

/** Writes `value` at index `at`, low byte first. */
export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >> 8
  bytes[at + 2] = value >> 16
  bytes[at + 3] = value >> 24
}

/** Points the rel32 field at address `at` to address `target`. */
export function patchRel32(bytes: Uint8Array, base: number, at: number, target: number): void {
  const index = at - base
  const distance = target - (at + 4)
  assert(index >= 0 && index + 4 <= bytes.length, 'rel32 field outside the code')
  assert((distance | 0) === distance, 'rel32 target out of reach')
  writeInt32(bytes, index, distance)
}

/** Overwrites the five bytes at address `at` with a jump to address `target`. */
export function writeJump(bytes: Uint8Array, base: number, at: number, target: number): void {
  patchRel32(bytes, base, at + 1, target)
  bytes[at - base] = OPCODE_JMP_REL32
}
