// Operand decoding as text: shifts of the unit's high half (narrow), or words of further units.

import type { OperandPlace } from '../../ops/index.ts'

const OPERANDS_OFFSET = 4

/** The operand at `place`, times 2 if `doubled` (a slot distance instead of a count of words). */
export function operandText({ offset, bytes, signed }: OperandPlace, doubled: boolean): string {
  if (bytes === 4) return doubled ? `M[p + ${offset / 4}] << 1` : `M[p + ${offset / 4}]`
  const bits = 8 * bytes
  const right = 8 * (offset - OPERANDS_OFFSET)
  const left = 32 - bits - right
  const mask = 2 ** bits - 1
  if (signed) {
    const down = 32 - bits - (doubled ? 1 : 0)
    const atTop = left === 0 ? 'w' : `(w << ${left})`
    return doubled ? `(${atTop} >> ${down}) & -2` : `${atTop} >> ${down}`
  }
  if (!doubled) return right === 0 ? `w & ${mask}` : `(w >>> ${right}) & ${mask}`
  return right === 0 ? `(w << 1) & ${2 * mask}` : `(w >>> ${right - 1}) & ${2 * mask}`
}
