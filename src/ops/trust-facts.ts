// What the prover of verify-trust.ts must know of an op: which demands it makes, and where the operands are.
//
// Worked out once for an op set, from names of ops and operands.

import type { OpSpec } from './op.ts'
import type { OpSet } from './op-set.ts'

const demandByName: Readonly<Record<string, TrustDemand>> = {
  'box-ref': 'box',
  'box-set': 'box',
  'captured-ref': 'captured-ref',
  'captured-set': 'captured-set',
  'record-ref': 'field',
  'record-set': 'field',
  'make-record': 'field count',
  'global-set': 'assignment',
  'global-define': 'assignment',
}

/** What an op takes for granted; `none`: its body tests all it touches. */
export type TrustDemand =
  | 'none'
  | 'box'
  | 'captured-ref'
  | 'captured-set'
  | 'runtime-call'
  | 'field'
  | 'field count'
  | 'assignment'

/** What its out register holds, as far as anybody asks. */
export type TrustResult = 'unknown' | 'box' | 'moved' | 'captured word' | 'procedure'

/** Operands that demands are about. */
const operandNames = ['a', 'index', 'value', 'code', 'base', 'count', 'global'] as const
type OperandName = (typeof operandNames)[number]

export interface TrustFacts {
  readonly name: string
  readonly demand: TrustDemand
  readonly result: TrustResult
  /** It runs no code of the guest and leads to the next instruction: fresh procedures stay fresh. */
  readonly keepsFresh: boolean
  /** Positions of these operands; -1: it has none of this name. */
  readonly positions: Readonly<Record<OperandName, number>>
  /** Positions of constants. */
  readonly constants: readonly number[]
  /** Positions of labels. */
  readonly labels: readonly number[]
  /** The number at the end of its name: of words that a procedure captures, or of arguments; else -1. */
  readonly count: number
}

/** Ops that run no code of the guest and lead to the next instruction. */
const straight: ReadonlySet<string> = new Set([
  'captured-set',
  'captured-ref',
  'load-constant',
  'load-fixnum',
  'make-box',
  'move',
  'self',
])

const resultByName: Readonly<Record<string, TrustResult>> = {
  'make-box': 'box',
  'expect-box': 'box',
  move: 'moved',
  'captured-ref': 'captured word',
}

/** The facts of every op of `ops`, by op index. */
export function trustFacts(ops: OpSet): readonly TrustFacts[] {
  return ops.specs.map(factsOf)
}

function factsOf({ name, operands }: OpSpec): TrustFacts {
  const isMaker = name.startsWith('make-procedure')
  const positionsOf = (kind: string) =>
    operands.flatMap((operand, position) => (operand.kind === kind ? [position] : []))
  const positions = operandNames.map((each) => [
    each,
    operands.findIndex((operand) => operand.name === each),
  ])
  return {
    name,
    demand: name.startsWith('runtime-call-') ? 'runtime-call' : (demandByName[name] ?? 'none'),
    result: isMaker ? 'procedure' : (resultByName[name] ?? 'unknown'),
    keepsFresh: isMaker || straight.has(name),
    positions: Object.fromEntries(positions) as TrustFacts['positions'],
    constants: positionsOf('constant'),
    labels: positionsOf('label'),
    count: Number(/-(\d+)$/.exec(name)?.[1] ?? -1),
  }
}
