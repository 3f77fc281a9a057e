// Core: the small language that everything in Scheme is turned into, as a tree of flat records.
//
// Every variable is a record of its own, so scope is identity and names are only for people: a tree
// may be moved anywhere its variables are still bound. For the same reason `let` needs no parallel
// form: bindings are evaluated in order, and no value sees a variable it does not mean.
//
// Which nodes exist depends on the stage:
//   expand                   letrec; never fix, loop, loop-jump, box nodes, primitive (but for `case`)
//   fix-letrec               removes letrec, makes fix and let
//   integrate-primitives     makes primitive
//   recover-loops            makes loop, blocks and loop-jump
//   convert-assignments      makes the box nodes

import type { SourceText } from '../../../base/index.ts'
import type { Datum } from '../read/datum.ts'
import type { PrimitiveName } from './primitives.table.ts'

export interface Variable {
  readonly name: string
  /** Unique within a unit, in order of creation. */
  readonly id: number
  /** Some `set!`, or an initialisation that had to become one, changes it after it was bound. */
  assigned: boolean
  /** It might be read before its initialisation: it lives in a box, whose reads are checked. */
  checked: boolean
}

/** Values that no text can spell. */
export type SpecialValue = { readonly kind: 'unspecified' | 'uninitialized' }

/** The place that a node is answerable for: see ops/inline-site.ts. */
interface Placed {
  readonly offset: number
}

export interface Constant extends Placed {
  readonly kind: 'constant'
  readonly value: Datum | SpecialValue
}
export interface LocalRef extends Placed {
  readonly kind: 'local-ref'
  readonly variable: Variable
}
export interface LocalSet extends Placed {
  readonly kind: 'local-set'
  readonly variable: Variable
  readonly value: Core
}
export interface GlobalRef extends Placed {
  readonly kind: 'global-ref'
  readonly name: string
}
export interface GlobalWrite extends Placed {
  readonly kind: 'global-set' | 'global-define'
  readonly name: string
  readonly value: Core
}
export interface If extends Placed {
  readonly kind: 'if'
  readonly test: Core
  readonly consequent: Core
  readonly alternate: Core
}
/** The first true operand, else the last; a node because it delivers a test without naming it. */
export interface Or extends Placed {
  readonly kind: 'or'
  readonly operands: readonly Core[]
}
export interface Lambda extends Placed {
  readonly kind: 'lambda'
  /** What backtraces call it; empty when nobody gave it a name. */
  readonly name: string
  readonly params: readonly Variable[]
  readonly rest: Variable | null
  readonly body: Core
  /** What its places are offsets in, if that is not the unit's source. */
  readonly source?: SourceText
}
export interface Call extends Placed {
  readonly kind: 'call'
  readonly operator: Core
  readonly operands: readonly Core[]
}
/** A call of a primitive whatever its global name may be bound to. */
export interface Primitive extends Placed {
  readonly kind: 'primitive'
  readonly name: PrimitiveName
  readonly operands: readonly Core[]
}
/** At least one form; the value is that of the last. */
export interface Sequence extends Placed {
  readonly kind: 'sequence'
  readonly forms: readonly Core[]
}
export interface Binding {
  readonly variable: Variable
  readonly value: Core
}
export interface Let extends Placed {
  readonly kind: 'let'
  readonly bindings: readonly Binding[]
  readonly body: Core
}
/** letrec*: bindings in order, each seeing all. */
export interface Letrec extends Placed {
  readonly kind: 'letrec'
  readonly bindings: readonly Binding[]
  readonly body: Core
}
export interface FixBinding {
  readonly variable: Variable
  readonly value: Lambda
}
/** Procedures that may refer to each other; their variables are never assigned. */
export interface Fix extends Placed {
  readonly kind: 'fix'
  readonly bindings: readonly FixBinding[]
  readonly body: Core
}
/** Binds `params` to `inits` and runs `body`; a loop-jump to `label` in it starts over. */
export interface Loop extends Placed {
  readonly kind: 'loop'
  readonly label: Variable
  readonly params: readonly Variable[]
  readonly inits: readonly Core[]
  readonly body: Core
}
/** Code that several places go to with values for its parameters. */
export interface Block {
  readonly label: Variable
  readonly params: readonly Variable[]
  readonly body: Core
}
/** Runs `body`; a loop-jump to one of the blocks, in it or in a block, goes on with that. */
export interface Blocks extends Placed {
  readonly kind: 'blocks'
  readonly blocks: readonly Block[]
  readonly body: Core
}
/** Only in tail position of the body of the loop, or of one of the blocks or their body. */
export interface LoopJump extends Placed {
  readonly kind: 'loop-jump'
  readonly label: Variable
  readonly operands: readonly Core[]
}
export interface MakeBox extends Placed {
  readonly kind: 'make-box'
  readonly value: Core
}
/** The content of the box that `variable` holds. */
export interface BoxRef extends Placed {
  readonly kind: 'box-ref'
  readonly variable: Variable
}
export interface BoxSet extends Placed {
  readonly kind: 'box-set'
  readonly variable: Variable
  readonly value: Core
}

export type Core =
  | Constant
  | LocalRef
  | LocalSet
  | GlobalRef
  | GlobalWrite
  | If
  | Or
  | Lambda
  | Call
  | Primitive
  | Sequence
  | Let
  | Letrec
  | Fix
  | Loop
  | Blocks
  | LoopJump
  | MakeBox
  | BoxRef
  | BoxSet

/** Makes the variables of one unit. */
export class VariableSource {
  #count = 0

  fresh(name: string): Variable {
    return { name, id: this.#count++, assigned: false, checked: false }
  }
}

export const unspecified = (offset: number): Constant => ({
  kind: 'constant',
  value: { kind: 'unspecified' },
  offset,
})

export const falseConstant = (offset: number): Constant => ({
  kind: 'constant',
  value: { kind: 'boolean', value: false, offset },
  offset,
})

export const fixnumConstant = (value: number, offset: number): Constant => ({
  kind: 'constant',
  value: { kind: 'fixnum', value: BigInt(value), offset },
  offset,
})

/** `forms` as one node: the form itself if there is only one. */
export function sequence(forms: readonly Core[], offset: number): Core {
  return forms.length === 1 ? (forms[0] as Core) : { kind: 'sequence', forms, offset }
}
