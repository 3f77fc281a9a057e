// The code generator's state for one procedure, and the small steps all its parts are made of.
//
// Destination driven: every node is compiled for where its value shall go, so a value is made where it
// is needed: in an argument register, a variable's register, as a return, or as a jump. Registers
// are a stack: parameters, then variables and temporaries in order of birth; `next` is the first free
// one. Invariant: code for a node writes its destination register only when it has read all else
// it needs, except where `safeInto` says otherwise.

import type { SourceText } from '../../../base/index.ts'
import type { CodeBuilder, CodeTemplate, Constant, InlineSite, OpSet } from '../../../ops/index.ts'
import type { Core, Constant as CoreConstant, Lambda, Variable } from '../core/core.ts'
import type { Closures } from '../passes/closures.ts'

/** Where the value of a node goes. */
export type Destination =
  | { readonly kind: 'register'; readonly register: number }
  /** Nobody wants it. */
  | { readonly kind: 'effect' }
  /** It is returned. */
  | { readonly kind: 'tail' }

export const EFFECT: Destination = { kind: 'effect' }
export const TAIL: Destination = { kind: 'tail' }
export const toRegister = (register: number): Destination => ({ kind: 'register', register })

/** What all procedures of a unit share. */
export interface UnitContext {
  readonly source: SourceText
  readonly ops: OpSet
  readonly closures: Closures
  /** Variables that hold boxes and are read or assigned. */
  readonly boxes: ReadonlySet<Variable>
  readonly inlineSites: readonly InlineSite[]
  readonly templates: Map<Lambda, CodeTemplate>
  /** One constant per procedure that captures nothing, so that it is one object wherever it is named. */
  readonly procedures: Map<Lambda, Constant>
  /** Quoted data by identity. */
  readonly data: Map<CoreConstant['value'], Constant>
}

export interface LoopTarget {
  readonly head: number
  readonly registers: readonly number[]
}

/** Which label follows the code of a condition. */
export type Following = 'yes' | 'no'

export interface Generator {
  readonly unit: UnitContext
  readonly builder: CodeBuilder
  /** The name of the procedure inside itself. */
  readonly self: Variable | null
  /** Registers of the variables bound so far. */
  readonly registers: Map<Variable, number>
  /** Index among the captured words. */
  readonly captured: ReadonlyMap<Variable, number>
  readonly loops: Map<Variable, LoopTarget>
  /** Constants that are compared by identity. */
  readonly constantIndex: Map<Constant, number>
  /** The first free register. */
  next: number
  /** The code of a procedure made in this one, compiled on first use. */
  template(lambda: Lambda): CodeTemplate
  /** Compiles `node`; false if control never comes out at the end of its code. */
  compile(node: Core, destination: Destination): boolean
  /** Compiles `node` as a choice between two labels, of which `following` is bound right after. */
  condition(node: Core, yes: number, no: number, following: Following): void
}

/** A fresh register, to be freed by resetting `next`. */
export function temporary(g: Generator): number {
  const register = g.next++
  g.builder.useRegister(register)
  return register
}

/** Runs `emit`; the temporaries it takes are free again after it. */
export function withTemporaries<Result>(g: Generator, emit: () => Result): Result {
  const mark = g.next
  const result = emit()
  g.next = mark
  return result
}

/** A register that holds the value of `node`: a variable's own, or a temporary. */
export function operand(g: Generator, node: Core): number {
  if (node.kind === 'local-ref') {
    const register = g.registers.get(node.variable)
    if (register !== undefined) return register
  }
  const register = temporary(g)
  g.compile(node, toRegister(register))
  return register
}

/** The register an op shall write for `destination`. */
export function resultRegister(g: Generator, destination: Destination): number {
  return destination.kind === 'register' ? destination.register : temporary(g)
}

/** Brings the value in `register` to `destination`; false if control ends there. */
export function deliver(
  g: Generator,
  register: number,
  destination: Destination,
  offset: number,
): boolean {
  if (destination.kind === 'tail') {
    g.builder.emit('return', [register], offset)
    return false
  }
  if (destination.kind === 'register' && destination.register !== register) {
    g.builder.emit('move', [register, destination.register], offset)
  }
  return true
}

/** Emits op `name` with `operands` and a result, which goes to `destination`. */
export function emitResult(
  g: Generator,
  name: string,
  operands: readonly number[],
  destination: Destination,
  offset: number,
): boolean {
  return withTemporaries(g, () => {
    const out = resultRegister(g, destination)
    g.builder.emit(name, [...operands, out], offset)
    return deliver(g, out, destination, offset)
  })
}

/** Index of a constant that is shared by identity within the procedure. */
export function sharedConstant(g: Generator, constant: Constant): number {
  let index = g.constantIndex.get(constant)
  if (index === undefined) {
    index = g.builder.constant(constant)
    g.constantIndex.set(constant, index)
  }
  return index
}

const INT32 = 2n ** 31n

/** The value of a fixnum constant that fits an operand; else null. */
export function smallConstant(node: Core): number | null {
  if (node.kind !== 'constant' || node.value.kind !== 'fixnum') return null
  const { value } = node.value
  return value >= -INT32 && value < INT32 ? Number(value) : null
}

/** Is there a form of op `name` whose last input is a constant? */
export function hasConstantForm(g: Generator, name: string): boolean {
  return g.unit.ops.indexOf.has(`${name}-constant`)
}
