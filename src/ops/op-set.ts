// An op set: the ops of one VM, core ones and a language's own, with opcodes and request numbers.
//
// Numbers follow from the order of the list alone, so the same list gives the same code everywhere.

import { assert } from '../base/index.ts'
import type { Body } from '../expr/index.ts'
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
  /** Names of the runtime procedures that bodies request; the request number is the index. */
  readonly requests: readonly string[]
}

function requestNames(body: Body): string[] {
  return body.blocks.flatMap((block) => (block.end.kind === 'request' ? [block.end.name] : []))
}

/** Numbers the ops of `specs`. Throws on a duplicate name. */
export function makeOpSet(specs: readonly OpSpec[]): OpSet {
  const indexOf = new Map<string, number>()
  const forms: (OpForm | null)[] = []
  const requests = new Set<string>()
  specs.forEach((spec, index) => {
    assert(!indexOf.has(spec.name), `two ops are named ${spec.name}`)
    indexOf.set(spec.name, index)
    const narrow = narrowEncoding(spec)
    forms.push(narrow && { opcode: 2 * index, spec, encoding: narrow })
    forms.push({ opcode: 2 * index + 1, spec, encoding: wideEncoding(spec) })
    for (const name of requestNames(spec.body)) requests.add(name)
  })
  return { specs, forms, indexOf, requests: [...requests] }
}
