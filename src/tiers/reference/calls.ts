// Calls between frames of this engine, in line: what every program spends its time with.
//
// Anything unusual (another number of arguments, a rest list, no room on the stack, a return to
// another tier) goes to the functions of transfers.ts, which leave the new r and p in S and answer
// the next case or an action. `break slow` hands that answer to the engine's loop,
// `break entered` goes on at the first op of a frame that was built in line.
//
// Scratch names: t code cell, n argument count, u first argument's slot, q callee's register 0,
// x slot of the return address.

import { PROCEDURE_CELL } from '../../heap/index.ts'
import { cellSlots as CELL, type EngineLayout, opcodeText } from './layout.ts'

export interface CallTexts {
  readonly calleeLow: string
  /** Slot of the first argument. */
  readonly args: string
  readonly count: string
}

/** Slot of the code cell of the procedure whose low half is `low`. */
const cellText = (low: string) => `M[(${low} + ${PROCEDURE_CELL}) >>> 2] >>> 2`
/** Slot of the running frame's return address. */
const RETURN_ADDRESS = `r - 4 + (M[(${cellText('M[r - 4]')}) + ${CELL.frameBytes}] >>> 2)`

const acceptsCount = `M[t + ${CELL.parameterCount}] === n && M[t + ${CELL.hasRest}] === 0`
const hasRoom = ({ stackLimit }: EngineLayout) => `q - 4 >= M[${stackLimit}] >>> 2`

const prepare = ({ calleeLow, args, count }: CallTexts) => [
  `t = ${cellText(calleeLow)}`,
  `n = ${count}`,
  `u = (${args}) | 0`,
]

const enterFrame = (layout: EngineLayout, calleeLow: string) => [
  `  M[q - 4] = ${calleeLow}`,
  `  M[q - 3] = ${layout.baseHigh}`,
  '  r = q',
  `  p = M[t + ${CELL.units}] >>> 2`,
  '  break entered',
  '}',
]

/** A call that goes on at resume point `k`. */
export function callLines(layout: EngineLayout, texts: CallTexts, k: number): string[] {
  return [
    ...prepare(texts),
    `q = (r - 2 - (M[t + ${CELL.frameBytes}] >>> 2)) | 0`,
    `if (${acceptsCount} && ${hasRoom(layout)}) {`,
    '  M[r - 2] = p << 2',
    `  M[r - 1] = ${k}`,
    `  M[r - 6] = ${layout.referenceReturn}`,
    `  M[r - 5] = ${layout.baseHigh}`,
    '  if (n > 0) {',
    '    M[q] = M[u]',
    '    M[q + 1] = M[u + 1]',
    '    for (x = 2; x < 2 * n; x += 2) {',
    '      M[q + x] = M[u + x]',
    '      M[q + x + 1] = M[u + x + 1]',
    '    }',
    '  }',
    ...enterFrame(layout, texts.calleeLow),
    `c = startCall(r, p, ${k}, ${texts.calleeLow}, u, n) | 0`,
    'break slow',
  ]
}

/** A call in place of the running frame: arguments may overlap the registers they come from. */
export function tailcallLines(layout: EngineLayout, texts: CallTexts): string[] {
  return [
    ...prepare(texts),
    `q = (${RETURN_ADDRESS} - (M[t + ${CELL.frameBytes}] >>> 2) + 4) | 0`,
    `if (${acceptsCount} && ${hasRoom(layout)}) {`,
    '  if (n === 1) {',
    '    M[q] = M[u]',
    '    M[q + 1] = M[u + 1]',
    '  }',
    '  else if (n > 0) moveWords(q, u, n)',
    ...enterFrame(layout, texts.calleeLow),
    `c = startTailcall(r, ${texts.calleeLow}, u, n) | 0`,
    'break slow',
  ]
}

export function returnLines(layout: EngineLayout, low: string, high: string): string[] {
  return [
    `x = (${RETURN_ADDRESS}) | 0`,
    `if (M[x] === ${layout.referenceReturn}) {`,
    `  M[${layout.result}] = ${low}`,
    `  M[${layout.result + 1}] = ${high}`,
    '  r = (x + 6) | 0',
    '  p = M[r - 2] >>> 2',
    `  c = (Math.imul(M[r - 1], ${layout.ops.forms.length}) + (${opcodeText(layout, 'p')})) | 0`,
    '  continue',
    '}',
    `c = finishReturn(r, ${low}, ${high}) | 0`,
    'break slow',
  ]
}
