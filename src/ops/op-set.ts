// An op set: the ops of one VM, core ones and a language's own, with opcodes and request numbers.
//
// Opcodes follow from the order of the list alone, so the same list gives the same code everywhere.
// Request numbers are given out as compilers come upon the names in bodies, of which few are ever
// built: they are this VM's alone.

import { assert } from '../base/index.ts'
import { type Encoding, narrowEncoding, wideEncoding } from './encoding.ts'
import type { OpSpec } from './op.ts'

/** One opcode: an op in its narrow or wide form. */
export interface OpForm {
  readonly opcode: number
  readonly spec: OpSpec
  readonly encoding: Encoding
}

export interface OpSet {
  readonly specs: readonly OpSpec[]
  /** By opcode; a narrow form that does not exist is null. */
  readonly forms: readonly (OpForm | null)[]
  /** Index of an op by name. */
  readonly indexOf: ReadonlyMap<string, number>
  readonly requests: RequestNames
}

/** The runtime procedures that bodies request, by number. */
export class RequestNames {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()

  /** The number of request `name`; a new one if nobody asked before. */
  indexOf(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#names.push(name) - 1
      this.#numbers.set(name, number)
    }
    return number
  }

  /** The name of request `number`; undefined if that was not given out. */
  nameOf(number: number): string | undefined {
    return this.#names[number]
  }
}

/** Numbers the ops of `specs`. Throws on a duplicate name. */
export function makeOpSet(specs: readonly OpSpec[]): OpSet {
  const indexOf = new Map<string, number>()
  const forms: (OpForm | null)[] = []
  /** Encodings by operand kinds: few lists of kinds serve all ops. */
  const known = new Map<string, { narrow: Encoding | null; wide: Encoding }>()
  specs.forEach((spec, index) => {
    assert(!indexOf.has(spec.name), `two ops are named ${spec.name}`)
    indexOf.set(spec.name, index)
    const kinds = spec.operands.map(({ kind }) => kind).join(' ')
    let encodings = known.get(kinds)
    if (encodings === undefined) {
      encodings = { narrow: narrowEncoding(spec), wide: wideEncoding(spec) }
      known.set(kinds, encodings)
    }
    const { narrow, wide } = encodings
    forms.push(narrow && { opcode: 2 * index, spec, encoding: narrow })
    forms.push({ opcode: 2 * index + 1, spec, encoding: wide })
  })
  return { specs, forms, indexOf, requests: new RequestNames() }
}
