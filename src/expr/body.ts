// The op IR as data: a body is a control-flow graph of blocks with parameters.
//
// Values are numbered densely over the whole body (parameters and node results alike) and defined
// once; blocks are numbered, block 0 is the entry. Plain records: bodies are built once per op and
// read by every tier. Passes over them use explicit stacks, never recursion.
//
// Safepoints are the terminators `call`, `request` and `poll`; the block that continues after one is
// a *resume point* with a number k >= 1 (k = 0 is the start of the op). A resume block takes the
// delivered result as its one parameter and may otherwise use only operands, which every tier finds
// in the frame: so any frame can be entered at any (pc, k) by any tier.

import type { CheckedName, NodeName, ValueType } from './nodes.table.ts'

export type ValueId = number
export type BlockId = number

export interface Node {
  readonly op: NodeName
  readonly args: readonly ValueId[]
  /** Immediates; their meaning is in the node table. */
  readonly a: number
  readonly b: number
  /** The value defined, or -1. */
  readonly result: ValueId
}

/** A jump's target with the values for its parameters. */
export interface Edge {
  readonly block: BlockId
  readonly args: readonly ValueId[]
}

export type Terminator =
  | { readonly kind: 'jump'; readonly to: Edge }
  | { readonly kind: 'branch'; readonly flag: ValueId; readonly then: Edge; readonly else: Edge }
  /** Checked arithmetic: the result is the one parameter of `ok`; `overflow` takes none. */
  | {
      readonly kind: 'checked'
      readonly op: CheckedName
      readonly args: readonly ValueId[]
      readonly ok: BlockId
      readonly overflow: Edge
    }
  /** The op is done: `value` (or -1) goes to its out register; the next op follows. */
  | { readonly kind: 'next'; readonly value: ValueId }
  /** The op is done and goes on at the label operand. */
  | { readonly kind: 'goto'; readonly operand: number }
  /** Call `callee` with the registers operand `base` .. + operand `count`; result to `resume`. */
  | {
      readonly kind: 'call'
      readonly callee: ValueId
      readonly base: number
      readonly count: number
      readonly resume: BlockId
    }
  | {
      readonly kind: 'tailcall'
      readonly callee: ValueId
      readonly base: number
      readonly count: number
    }
  | { readonly kind: 'return'; readonly value: ValueId }
  /** A runtime procedure; `resume` is -1 when it never returns (it raises). */
  | {
      readonly kind: 'request'
      readonly name: string
      readonly args: readonly ValueId[]
      readonly resume: BlockId
    }
  /** The loop poll: goes on at `resume`, which takes no parameter. */
  | { readonly kind: 'poll'; readonly resume: BlockId }

export interface Block {
  readonly params: readonly ValueId[]
  readonly nodes: readonly Node[]
  readonly end: Terminator
  /** Rarely executed: laid out last, compiled lazily. */
  readonly cold: boolean
  /** k of the resume point that starts here, or 0. */
  readonly resume: number
}

export interface Body {
  readonly blocks: readonly Block[]
  /** Type of each value. */
  readonly types: readonly ValueType[]
  /** Block of each resume point: `resumes[k]`; `resumes[0]` is block 0. */
  readonly resumes: readonly BlockId[]
}

/** The edges that leave `end` inside the body, in a fixed order (a call's resume has no arguments). */
export function successors(end: Terminator): readonly Edge[] {
  switch (end.kind) {
    case 'jump':
      return [end.to]
    case 'branch':
      return [end.then, end.else]
    case 'checked':
      return [{ block: end.ok, args: [] }, end.overflow]
    case 'call':
    case 'poll':
      return [{ block: end.resume, args: [] }]
    case 'request':
      return end.resume < 0 ? [] : [{ block: end.resume, args: [] }]
    case 'next':
    case 'goto':
    case 'tailcall':
    case 'return':
      return []
  }
}

/** The values that `end` itself reads, edge arguments included. */
export function terminatorUses(end: Terminator): readonly ValueId[] {
  switch (end.kind) {
    case 'jump':
      return end.to.args
    case 'branch':
      return [end.flag, ...end.then.args, ...end.else.args]
    case 'checked':
      return [...end.args, ...end.overflow.args]
    case 'next':
      return end.value < 0 ? [] : [end.value]
    case 'call':
    case 'tailcall':
      return [end.callee]
    case 'return':
      return [end.value]
    case 'request':
      return end.args
    case 'goto':
    case 'poll':
      return []
  }
}
