// Faults in guest code: machine code of ours did what the processor refuses.
//
// Checks in code are the first line of defence; a fault means that one is missing. The fault handler
// (runtime/native/process-code.ts) has noted it in the context block. Nothing in the VM can be trusted any more:
// it runs nothing again and can only be disposed of. The process and other VMs go on.

import type { Heap, Slot } from '../heap/index.ts'
import { signals } from '../memory/index.ts'
import { type Code, type ContextField, instructionAt, pcOfOffset } from '../runtime/index.ts'
import type { LazyCompiler } from '../tiers/lazy/index.ts'

/** A bug of ours that the VM did not survive, though the host does. */
export class VmFault extends Error {
  override readonly name = 'VmFault'
}

export interface FaultyMachine {
  readonly heap: Heap
  readonly codes: readonly Code[]
  readonly lazy: LazyCompiler | null
}

const signalTexts: Readonly<Record<number, string>> = {
  [signals.segment]: 'an access to memory that is not there',
  [signals.bus]: 'an access to memory that cannot be provided',
  [signals.illegal]: 'an illegal instruction',
  [signals.trap]: 'a breakpoint',
  [signals.arithmetic]: 'an arithmetic fault',
}

/** What the fault handler noted, for people to read; `slotOf` names the fields of the context block. */
export function describeFault(
  machine: FaultyMachine,
  slotOf: (field: ContextField) => Slot,
): string {
  const { heap } = machine
  const low = (field: ContextField) => heap.low(slotOf(field)) >>> 0
  const hex = (value: number) => `+0x${value.toString(16)}`
  const instruction = low('faultInstruction')
  const what = signalTexts[low('faultSignal')] ?? `signal ${low('faultSignal')}`
  const isAccess = [signals.segment, signals.bus].some((signal) => signal === low('faultSignal'))
  const address = isAccess ? ` (address ${hex(low('faultAddress'))})` : ''
  const where = placeOf(machine, instruction, low('faultUnit'))
  return `a fault in guest code at ${where}, machine code ${hex(instruction)}: ${what}${address}`
}

/** Lazily compiled code is found by its address, threaded code by the unit it was at. */
function placeOf(machine: FaultyMachine, instruction: number, unit: number): string {
  const { codes, lazy } = machine
  const path = lazy?.pathMap.find(instruction) ?? null
  if (path !== null) {
    const code = codes[path.codeId] as Code
    return `${nameOf(code)}, pc ${code.pcs[path.instruction]}`
  }
  const code = codes.find((one) => {
    return one.unitsStart <= unit && unit < one.unitsStart + 8 * one.unitCount
  })
  if (code === undefined) return 'an unknown place'
  const pc = pcOfOffset(code, unit)
  return `${nameOf(code)}, pc ${code.pcs[instructionAt(code, pc)]}`
}

const nameOf = (code: Code) => (code.name === '' ? 'a lambda' : code.name)
