// The reference engine: JavaScript generated from the op bodies, over the cage's typed arrays.
//
// It keeps nothing of its own between runs: frames are on the guest stack, everything else is in the
// context block, so any frame may go on in any tier.

import { makeJsSupport } from '../../backend/index.ts'
import { bug } from '../../base/index.ts'
import type { OpSet } from '../../ops/index.ts'
import { makeEntries } from './entries.ts'
import { actions, makeEngineLayout } from './layout.ts'
import { generateLoop } from './loop.ts'
import type { ReferenceEngine, ReferenceMachine, Transfer } from './machine.ts'
import { makeSafepoints } from './safepoints.ts'
import { makeTransfers } from './transfers.ts'

type Loop = (r: number, p: number, c: number) => number
type Alone = (r: number, p: number) => number

const transferNames: Readonly<Record<number, Transfer>> = {
  [actions.halt]: 'halt',
  [actions.underflow]: 'underflow',
  [actions.nativeReturn]: 'native-return',
  [actions.nativeEntry]: 'native-entry',
}

/** Makes the engine of `machine` for the op set `ops`. */
export function makeReferenceEngine(ops: OpSet, machine: ReferenceMachine): ReferenceEngine {
  const { heap } = machine
  const layout = makeEngineLayout(ops, machine)
  const scratch = new Float64Array(1)
  const state = new Int32Array(2)
  const result = new Int32Array(2)
  const safepoints = makeSafepoints(machine)
  const entries = makeEntries(machine, layout, state, safepoints)
  const transfers = makeTransfers(machine, layout, state, safepoints, entries)
  const { text, aloneText } = generateLoop(layout)
  const alone: (Alone | undefined)[] = []

  /** The names that generated text uses, besides its own variables. */
  const scope: Readonly<Record<string, unknown>> = {
    M: heap.i32,
    D: heap.f64,
    U: heap.u8,
    F: scratch,
    I: new Int32Array(scratch.buffer),
    R: result,
    P: machine.opCounts?.counts,
    S: state,
    O: machine.handlerMap?.opcodes,
    ...makeJsSupport(heap, result),
    ...safepoints,
    ...transfers,
    globalAssigned: (index: number) => machine.globalAssigned(index),
    runAlone(c: number, r: number, p: number): number {
      const known = alone[c]
      if (known !== undefined) return known(r, p)
      const made = evaluate(aloneText(c)) as Alone
      alone[c] = made
      return made(r, p)
    },
  }
  const names = Object.keys(scope).join(', ')
  // Constants, not parameters: V8 then knows the arrays themselves when it optimises.
  const evaluate = (source: string): unknown =>
    new Function('scope', `'use strict'\nconst { ${names} } = scope\nreturn ${source}`)(scope)
  const loop = evaluate(text) as Loop

  function start(c: number): Transfer {
    let next = c
    for (;;) {
      if (next === actions.next) next = transfers.firstCase()
      if (next < 0) break
      next = loop(state[0] as number, state[1] as number, next)
    }
    return transferNames[next] ?? bug(`the reference engine stopped with ${next}`)
  }

  return {
    run: () => start(transfers.resumeFrame()),
    enter: () => start(entries.enterHere()),
  }
}
