// A code template: bytecode before it belongs to a VM, as a compiler makes it.
//
// Instructions are flat int32 (op index, operands); labels are instruction numbers, constants and
// globals are indices into the template's own tables. Linking (runtime/link.ts) interns those in a VM,
// chooses narrow or wide form for each op and lays out units. Nothing here knows a machine or heap.

import { assert, type SourceText } from '../base/index.ts'
import type { RealNumber } from '../heap/index.ts'
import { type InlineSite, offsetIn, offsetOf, placeIn, siteOf } from './inline-site.ts'
import type { OpSet } from './op-set.ts'

/** A constant of the program, as plain data. */
export type Constant =
  | { readonly kind: 'fixnum'; readonly value: bigint }
  | { readonly kind: 'flonum'; readonly value: number }
  /** An integer outside the range of fixnums; a fraction in lowest terms; heap/numbers.ts. */
  | { readonly kind: 'bignum'; readonly value: bigint }
  | { readonly kind: 'ratnum'; readonly numerator: bigint; readonly denominator: bigint }
  | { readonly kind: 'complex'; readonly real: RealNumber; readonly imaginary: RealNumber }
  | { readonly kind: 'immediate'; readonly word: number }
  | { readonly kind: 'string' | 'symbol'; readonly text: string }
  | { readonly kind: 'pair'; readonly car: Constant; readonly cdr: Constant }
  | { readonly kind: 'vector'; readonly elements: readonly Constant[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The code cell of a procedure that captures variables (operand of make-procedure). */
  | { readonly kind: 'code'; readonly template: CodeTemplate }
  /** A procedure that captures nothing: made once, when the code is linked. */
  | { readonly kind: 'procedure'; readonly template: CodeTemplate }

/** Where a procedure stands in its program. */
export interface CodeOrigin {
  /** What the places of its instructions are offsets in. */
  readonly source: SourceText
  readonly offset: number
}

export interface CodeTemplate {
  readonly name: string
  /** Null: it comes from no text. */
  readonly origin: CodeOrigin | null
  readonly parameterCount: number
  /** Further arguments arrive as a list in register `parameterCount`. */
  readonly hasRest: boolean
  readonly registerCount: number
  /** Start of each instruction in `words`, in order. */
  readonly starts: Int32Array
  /** Op index, then the operands in the order of the op's record. */
  readonly words: Int32Array
  /** Source offset of each instruction, or -1. */
  readonly places: Int32Array
  /** Number of the inline site that each instruction belongs to, 0 for none. */
  readonly sites: Int32Array
  readonly inlineSites: readonly InlineSite[]
  readonly constants: readonly Constant[]
  readonly globals: readonly string[]
}

/** The offset in `source` of instruction number `instruction`; -1 if it comes from no place there. */
export function sourceOffset(
  { places, sites, inlineSites, origin }: CodeTemplate,
  instruction: number,
  source: SourceText,
): number {
  const offset = places[instruction] ?? -1
  if (offset < 0) return -1
  const place = placeIn(sites[instruction] ?? 0, offset)
  return offsetIn(source, origin?.source ?? null, place, inlineSites)
}

export class CodeBuilder {
  private readonly starts: number[] = []
  private readonly words: number[] = []
  private readonly places: number[] = []
  private readonly constants: Constant[] = []
  private readonly scalarIndex = new Map<string, number>()
  private readonly globals: string[] = []
  private readonly globalIndex = new Map<string, number>()
  private readonly labels: number[] = []
  private readonly labelUses: { word: number; label: number }[] = []
  private registerCount: number
  private readonly ops: OpSet
  readonly name: string
  readonly parameterCount: number
  readonly hasRest: boolean
  private readonly origin: CodeOrigin | null
  private readonly inlineSites: readonly InlineSite[]

  constructor(
    ops: OpSet,
    name: string,
    parameterCount: number,
    hasRest: boolean,
    origin: CodeOrigin | null = null,
    inlineSites: readonly InlineSite[] = [],
  ) {
    this.ops = ops
    this.origin = origin
    this.inlineSites = inlineSites
    this.name = name
    this.parameterCount = parameterCount
    this.hasRest = hasRest
    this.registerCount = parameterCount + (hasRest ? 1 : 0)
  }

  /** Appends the op of this name; operands in the order of its record, labels from `newLabel`. */
  emit(name: string, operands: readonly number[], place: number): void {
    const index = this.ops.indexOf.get(name)
    assert(index !== undefined, `no op named ${name}`)
    const spec = this.ops.specs[index] as OpSet['specs'][number]
    assert(spec.operands.length === operands.length, `${name}: wrong number of operands`)
    this.starts.push(this.words.length)
    this.places.push(place)
    this.words.push(index)
    spec.operands.forEach((operand, i) => {
      const value = operands[i] as number
      if (operand.kind === 'label') this.labelUses.push({ word: this.words.length, label: value })
      if (operand.kind === 'reg' || operand.kind === 'out') this.useRegister(value)
      this.words.push(value)
    })
  }

  /** Makes room for register `register` in the frame. */
  useRegister(register: number): void {
    this.registerCount = Math.max(this.registerCount, register + 1)
  }

  newLabel(): number {
    this.labels.push(-1)
    return this.labels.length - 1
  }

  /** The label stands before the next instruction. */
  bind(label: number): void {
    this.labels[label] = this.starts.length
  }

  /** Index of a constant; equal scalars share one. */
  constant(constant: Constant): number {
    const key = scalarKey(constant)
    const known = key === null ? undefined : this.scalarIndex.get(key)
    if (known !== undefined) return known
    this.constants.push(constant)
    if (key !== null) this.scalarIndex.set(key, this.constants.length - 1)
    return this.constants.length - 1
  }

  /** Index of the global variable `name`. */
  global(name: string): number {
    let index = this.globalIndex.get(name)
    if (index === undefined) {
      index = this.globals.push(name) - 1
      this.globalIndex.set(name, index)
    }
    return index
  }

  finish(): CodeTemplate {
    for (const { word, label } of this.labelUses) {
      const target = this.labels[label] as number
      assert(target >= 0 && target < this.starts.length, `${this.name}: label ${label} unbound`)
      this.words[word] = target
    }
    return {
      name: this.name,
      origin: this.origin,
      parameterCount: this.parameterCount,
      hasRest: this.hasRest,
      registerCount: this.registerCount,
      starts: Int32Array.from(this.starts),
      words: Int32Array.from(this.words),
      places: Int32Array.from(this.places, offsetOf),
      sites: Int32Array.from(this.places, siteOf),
      inlineSites: this.inlineSites,
      constants: this.constants,
      globals: this.globals,
    }
  }
}

function scalarKey(constant: Constant): string | null {
  switch (constant.kind) {
    case 'fixnum':
      return `i${constant.value}`
    case 'flonum':
      return Object.is(constant.value, -0) ? 'f-0' : `f${constant.value}`
    case 'immediate':
      return `m${constant.word}`
    case 'symbol':
      return `s${constant.text}`
    default:
      return null
  }
}
