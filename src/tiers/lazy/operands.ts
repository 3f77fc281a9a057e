// Operands of ops in the lazy tier: registers are names, constants and globals are what they hold.
//
// A global that nobody has reassigned is a constant: the segment that uses it is recorded and will be
// compiled anew when it is assigned. Inside one segment an assignment ends that at once. What a name
// holds must survive the assignment, so a word that is no immediate is read when it is named.

import { CC, I } from '../../asm/index.ts'
import { CAGE, CONSTANT, NONE } from '../../backend/index.ts'
import { assert } from '../../base/index.ts'
import { ANY, FIXNUM } from '../../expr/index.ts'
import { operandAt, specAt, specShape } from './code-shape.ts'
import type { KnownWord } from './machine.ts'
import type { PathCompiler } from './path.ts'
import type { Segment } from './versions.ts'

/** Fixnums up to here are immediates of instructions. */
const IMMEDIATE_LIMIT = 2 ** 28

export function operandRegister(path: PathCompiler, operand: number, offset: number): number {
  const register = operandAt(path.code, path.instruction, operand) + offset
  const value = path.state.registerValue[register] as number
  assert(value !== NONE, `${path.spec.name}: register r${register} is empty`)
  return value
}

/** A small integer of the code, or the VM's number of a global, as a fixnum. */
export function operandFixnum(path: PathCompiler, operand: number): number {
  let integer = operandAt(path.code, path.instruction, operand)
  if (path.spec.operands[operand]?.kind === 'global') integer = globalIndex(path, operand)
  const { state, emitter } = path
  if (integer >= -IMMEDIATE_LIMIT && integer < IMMEDIATE_LIMIT) {
    return state.newImmediate(integer * 8, FIXNUM)
  }
  const value = state.newValue(FIXNUM)
  const register = emitter.allocateGpr()
  emitter.asm.movImm(register, integer)
  emitter.asm.ri(I.shl, register, 3)
  state.setGpr(value, register)
  return value
}

const globalIndex = (path: PathCompiler, operand: number): number =>
  path.code.globalIndices[operandAt(path.code, path.instruction, operand)] as number

export function operandConstant(path: PathCompiler, operand: number): number {
  const local = operandAt(path.code, path.instruction, operand)
  const index = path.code.constantIndices[local] as number
  const { machine } = path.owner
  return knownValue(path, machine.constantWord(index), machine.layout.constants + 8 * index)
}

export function operandGlobal(path: PathCompiler, operand: number): number {
  const { machine } = path.owner
  const index = globalIndex(path, operand)
  const address = machine.layout.globals + 8 * index
  const { segment, state } = path
  const isKnown = segment !== null && !path.stored.has(index)
  const known = isKnown ? machine.globalWord(index) : null
  if (known !== null) {
    path.owner.dependOn(segment as Segment, index)
    if (known.immediate !== null || isCalledNext(path)) return knownValue(path, known, address)
  }
  // Read now: a name that holds it keeps it when the global is assigned.
  const register = path.emitter.allocateGpr()
  path.emitter.asm.rm(I.mov, register, CAGE, address)
  const value = state.newValue(known?.type ?? ANY)
  if (known !== null) state.knownCode[value] = known.code
  state.setGpr(value, register)
  return value
}

/** Whether the next op calls what this one reads, so that no assignment comes between. */
function isCalledNext({ code, instruction, owner }: PathCompiler): boolean {
  const { specs } = owner.machine.ops
  const [out] = specShape(specAt(code, specs, instruction)).outs
  if (out === undefined || instruction + 1 >= code.template.starts.length) return false
  const next = specAt(code, specs, instruction + 1)
  const callee = next.operands.findIndex(({ name }) => name === 'callee')
  if (callee < 0) return false
  return operandAt(code, instruction + 1, callee) === operandAt(code, instruction, out)
}

/** A constant: small ones are immediates, others are read where they lie, which never changes. */
function knownValue(path: PathCompiler, known: KnownWord, address: number): number {
  const { state } = path
  if (known.immediate !== null) return state.newImmediate(known.immediate, known.type)
  const value = state.newValue(known.type)
  state.constant[value] = CONSTANT.memory
  state.constantImm[value] = address
  state.knownCode[value] = known.code
  if (known.double !== null) {
    state.isDouble[value] = 1
    state.constantDouble[value] = known.double
  }
  return value
}

export function runningProcedure(path: PathCompiler): number {
  const value = path.state.registerValue[path.selfRegister] as number
  assert(value !== NONE, 'the running procedure is not known')
  return value
}

/** Stores the global; code that relied on its old value is invalidated before we go on. */
export function storeGlobal(path: PathCompiler, value: number, operand: number): void {
  const { machine } = path.owner
  const index = globalIndex(path, operand)
  // The segment being compiled may be among those that get a jump written over their start.
  path.owner.endSegment(path.emitter.asm)
  if (machine.globalIsBound(index)) machine.makeGlobalVariable(index)
  path.stored.add(index)
  const { emitter } = path
  emitter.storeWordAt(CAGE, machine.layout.globals + 8 * index, value)
  emitter.asm.mi(I.cmp8, CAGE, machine.layout.watched + index, 0)
  emitter.asm.jccTo(CC.NE, emitter.cold.here)
  path.owner.emitLightSite(path, 'globalAssigned', 0, index, emitter.asm.here)
}
