// How bodies reach operands, frames and the way on in this engine: the JsTarget of one op form.
//
// Two settings: in the *loop* an op sets p and goes to the next op by `break next` (or sets c as well
// and goes on by `continue`); *alone*, as a function (r, p) of its own, it leaves r and p in S and
// returns the case or action that follows.

import type { JsTarget, JsWord } from '../../backend/index.ts'
import type { Terminator } from '../../expr/index.ts'
import type { OperandPlace, OpForm } from '../../ops/index.ts'
import { type CallTexts, callLines, returnLines, tailcallLines } from './calls.ts'
import { actions, caseOf, chargeText, type EngineLayout, leaveLines } from './layout.ts'
import { operandText } from './operands.ts'

export interface FormTargetOptions {
  readonly layout: EngineLayout
  readonly form: OpForm
  readonly setting: 'loop' | 'alone'
  /** The case number of a cold block that is compiled alone. */
  coldCase(block: number): number
}

export function makeFormTarget({ layout, form, setting, coldCase }: FormTargetOptions): JsTarget {
  const inLoop = setting === 'loop'
  const place = (operand: number) => form.encoding.places[operand] as OperandPlace
  const value = (operand: number) => operandText(place(operand), false)
  const distance = (operand: number) => `(${operandText(place(operand), true)})`
  const out = form.spec.operands.findIndex((operand) => operand.kind === 'out')
  const registerSlot = (operand: number, offset: number) =>
    `r + ${distance(operand)}${offset === 0 ? '' : ` + ${2 * offset}`}`
  const callTexts = (calleeLow: string, end: { base: number; count: number }): CallTexts => ({
    calleeLow,
    args: registerSlot(end.base, 0),
    count: value(end.count),
  })
  return {
    baseHigh: layout.baseHigh,
    allocationSlot: layout.allocation,
    resultSlot: layout.result,
    operandValue: value,
    registerSlot,
    constantSlot: (operand) => `${layout.constants} + ${distance(operand)}`,
    globalSlot: (operand) => `${layout.globals} + ${distance(operand)}`,
    selfSlot: () => 'r - 4',
    outSlot: () => registerSlot(out, 0),
    requestSlot: (index) => `${layout.requestArguments + 2 * index}`,

    storeGlobal(operand, { low, high }: JsWord) {
      const lines = [
        `t = ${layout.globals} + ${distance(operand)}`,
        `M[t] = ${low}`,
        `M[t + 1] = ${high}`,
      ]
      if (layout.pure) return lines
      const index = value(operand)
      return [...lines, `if (U[${layout.watched} + (${index})] !== 0) globalAssigned(${index})`]
    },

    ensureRoom: (bytes, k) => [
      `if ((M[${layout.allocationLimit}] >>> 0) - (M[${layout.allocation}] >>> 0) < ${bytes}) ` +
        `collect(r, p, ${k}, ${bytes})`,
    ],

    restart(bytes) {
      const collect = `collect(r, p, 0, ${bytes})`
      return [collect, inLoop ? 'break next' : `return ${actions.next}`]
    },

    request(name, count, k) {
      const number = layout.ops.requests.indexOf(name)
      const serve = `serve(${number}, ${count}, r, p, ${Math.max(k, 0)})`
      return k < 0 ? [serve, `throw new Error('request ${name} came back')`] : [serve]
    },

    poll(k) {
      const wanted = `${chargeText(layout)} || r - 4 < M[${layout.stackLimit}] >>> 2`
      if (!inLoop) return [`if (${wanted}) poll(r, p, ${k})`]
      return [
        `if (${wanted}) {`,
        ...leaveLines(`poll(r, p, ${k})`, caseOf(layout, form.opcode, k)),
        '}',
      ]
    },

    next() {
      const slots = 2 * form.encoding.units
      if (inLoop) return [`p = (p + ${slots}) | 0`, 'break next']
      return [`S[1] = p + ${slots}`, `return ${actions.next}`]
    },

    goto(operand) {
      if (inLoop) return [`p = (p + ${distance(operand)}) | 0`, 'break next']
      return [`S[1] = p + ${distance(operand)}`, `return ${actions.next}`]
    },

    call(calleeLow, end: Terminator & { kind: 'call' }, k) {
      const texts = callTexts(calleeLow, end)
      if (inLoop && layout.pure) return callLines(layout, texts, k)
      const call = `startCall(r, p, ${k}, ${calleeLow}, ${texts.args}, ${texts.count})`
      return inLoop ? [`c = ${call} | 0`, 'break slow'] : [`return ${call}`]
    },

    tailcall(calleeLow, end: Terminator & { kind: 'tailcall' }) {
      const texts = callTexts(calleeLow, end)
      if (inLoop && layout.pure) return tailcallLines(layout, texts)
      const call = `startTailcall(r, ${calleeLow}, ${texts.args}, ${texts.count})`
      return inLoop ? [`c = ${call} | 0`, 'break slow'] : [`return ${call}`]
    },

    return({ low, high }: JsWord) {
      if (inLoop) return returnLines(layout, low, high)
      return [`return finishReturn(r, ${low}, ${high})`]
    },

    cold: (block) => [`c = ${coldCase(block)}`, 'break rare'],
  }
}
