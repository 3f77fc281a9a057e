// What the lazy tier wants to know of a code object: joins, loops, and what loops assign.
//
// Computed at the first compilation, in instruction numbers (not pcs). Backward jumps go only to
// ops that poll (verify-code.ts), so a loop is the stretch from its head to its last back edge.

import { ENTRY_REGISTERS, NONE, RESULT } from '../../backend/index.ts'
import type { OpSpec } from '../../ops/index.ts'
import type { Code } from '../../runtime/index.ts'

export interface CodeShape {
  /** By instruction: more than one way leads here. */
  readonly isJoin: Uint8Array
  /** By instruction, for loop heads: registers assigned in the loop, else null. */
  readonly loopRegisters: readonly (Uint8Array | null)[]
  /** By instruction: the general register its result should be in (a call will want it), or -1. */
  readonly hints: Int8Array
  /** The distinct lists of live registers that occur in the code. */
  readonly liveLists: (readonly number[])[]
  /** Live registers by place, as `PathCompiler.liveHere` finds them. */
  readonly live: Map<number, readonly number[]>
  /** The same for ops that wait at a resume point, by instruction and resume block. */
  readonly liveAtResume: Map<number, readonly number[]>
  /** Some op reads the running procedure. */
  readonly usesSelf: boolean
}

export const specAt = (code: Code, specs: readonly OpSpec[], instruction: number): OpSpec =>
  specs[code.template.words[code.template.starts[instruction] as number] as number] as OpSpec

export const operandAt = (code: Code, instruction: number, operand: number): number =>
  code.template.words[(code.template.starts[instruction] as number) + 1 + operand] as number

/** What shapes want to know of an op, found once: positions of its operands by kind, and flow. */
interface SpecShape {
  readonly labels: readonly number[]
  readonly outs: readonly number[]
  readonly base: number
  readonly count: number
  readonly fallsThrough: boolean
  readonly readsSelf: boolean
  /** The op returns its first operand and does nothing else. */
  readonly returns: boolean
}

const specShapes = new WeakMap<OpSpec, SpecShape>()

/** The shape of an op. */
export function specShape(spec: OpSpec): SpecShape {
  let shape = specShapes.get(spec)
  if (shape === undefined) {
    const positions = (kind: string) =>
      spec.operands.flatMap((operand, i) => (operand.kind === kind ? [i] : []))
    const { blocks } = spec.body
    shape = {
      labels: positions('label'),
      outs: positions('out'),
      base: positions('base')[0] ?? NONE,
      count: positions('count')[0] ?? NONE,
      fallsThrough: blocks.some((block) => block.end.kind === 'next'),
      readsSelf: blocks.some((block) => block.nodes.some((node) => node.op === 'self')),
      returns: blocks.length === 1 && blocks[0]?.end.kind === 'return',
    }
    specShapes.set(spec, shape)
  }
  return shape
}

/** The shape of `code`. */
export function computeCodeShape(code: Code, specs: readonly OpSpec[]): CodeShape {
  const count = code.template.starts.length
  const ways = new Int32Array(count + 1)
  const loopRegisters: (Uint8Array | null)[] = new Array(count).fill(null)
  let usesSelf = false
  ways[0] = 1
  for (let at = 0; at < count; at++) {
    const spec = specShape(specAt(code, specs, at))
    usesSelf ||= spec.readsSelf
    if (spec.fallsThrough) ways[at + 1] = (ways[at + 1] as number) + 1
    for (const operand of spec.labels) {
      const target = operandAt(code, at, operand)
      ways[target] = (ways[target] as number) + 1
      if (target <= at)
        loopRegisters[target] = assigned(code, specs, target, at, loopRegisters[target])
    }
  }
  const hints = new Int8Array(count + 1).fill(NONE)
  for (let at = 0; at < count; at++) hints[at] = resultHint(code, specs, at)
  return {
    hints,
    liveLists: [],
    live: new Map(),
    liveAtResume: new Map(),
    isJoin: Uint8Array.from(ways, (n) => (n > 1 ? 1 : 0)),
    loopRegisters,
    usesSelf,
  }
}

const HINT_DISTANCE = 8

/** Looks ahead for the call that takes the result of instruction `at`, or the return of it. */
function resultHint(code: Code, specs: readonly OpSpec[], at: number): number {
  const [out] = specShape(specAt(code, specs, at)).outs
  if (out === undefined) return NONE
  const register = operandAt(code, at, out)
  const end = Math.min(at + HINT_DISTANCE, code.template.starts.length - 1)
  for (let next = at + 1; next <= end; next++) {
    const spec = specShape(specAt(code, specs, next))
    if (spec.returns) return operandAt(code, next, 0) === register ? RESULT : NONE
    if (spec.base !== NONE && spec.count !== NONE) {
      const index = register - operandAt(code, next, spec.base)
      const isArgument = index >= 0 && index < operandAt(code, next, spec.count)
      return isArgument ? (ENTRY_REGISTERS[index] ?? NONE) : NONE
    }
    if (!spec.fallsThrough || spec.labels.length > 0) return NONE
  }
  return NONE
}

/** Registers that instructions `from`..`to` assign, added to `known`. */
function assigned(
  code: Code,
  specs: readonly OpSpec[],
  from: number,
  to: number,
  known: Uint8Array | null | undefined,
): Uint8Array {
  const set = known ?? new Uint8Array(code.registerCount + 1)
  for (let at = from; at <= to; at++) {
    for (const operand of specShape(specAt(code, specs, at)).outs) {
      set[operandAt(code, at, operand)] = 1
    }
  }
  return set
}
