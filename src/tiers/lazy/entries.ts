// Entry versions: the contexts under which a code object can be entered directly.
//
// An entry is keyed by the type and representation of each argument: doubles in vector registers,
// words in general ones, the procedure itself in its register if the code uses it. Past the version
// limit all further callers share the entry for words of any type, which is also what the generic
// entry falls into.

import {
  CALLEE,
  type Context,
  ENTRY_REGISTERS,
  NONE,
  type State,
  unknownWord,
} from '../../backend/index.ts'
import { ANY, FLONUM, PROCEDURE } from '../../expr/index.ts'
import type { Code } from '../../runtime/index.ts'

export interface Signature {
  readonly types: readonly number[]
  /** Argument i is passed as a double. */
  readonly doubles: readonly boolean[]
}

export function signatureOf(state: State, values: readonly number[]): Signature {
  const doubles = values.map((value) => state.hasDouble(value))
  const types = values.map((value, i) => (doubles[i] ? FLONUM : (state.type[value] as number)))
  return { types, doubles }
}

export function genericSignature(count: number): Signature {
  return { types: new Array(count).fill(ANY), doubles: new Array(count).fill(false) }
}

export const signatureKey = (signature: Signature): string =>
  signature.types.map((type, i) => `${type.toString(16)}${signature.doubles[i] ? 'd' : ''}`).join()

/** The context of the entry of `code` for `signature`. */
export function entryContext(code: Code, signature: Signature, usesSelf: boolean): Context {
  const { types, doubles } = signature
  const count = types.length
  const registers = types.flatMap((_, r) => [r, r])
  let words = 0
  let vectors = 0
  const values = types.map((type, i) =>
    doubles[i]
      ? { ...unknownWord(NONE), type, xmm: vectors++ }
      : { ...unknownWord(ENTRY_REGISTERS[words++] as number), type },
  )
  if (usesSelf) {
    registers.push(code.registerCount, count)
    values.push({ ...unknownWord(CALLEE), type: PROCEDURE })
  }
  return { registers, body: [], values, framed: false }
}

/** The context of an entry that finds everything in a frame the entry sequence has built. */
export function framedContext(
  code: Code,
  registers: readonly number[],
  usesSelf: boolean,
): Context {
  const names = registers.flatMap((r, v) => [r, v])
  const slots = [...registers]
  if (usesSelf) {
    names.push(code.registerCount, slots.length)
    slots.push(code.registerCount)
  }
  const values = slots.map((slot) => ({ ...unknownWord(NONE), slot }))
  return { registers: names, body: [], values, framed: true }
}

/** Words in the first argument registers and the procedure, as a generic caller passes them. */
export function wordEntryContext(code: Code, count: number): Context {
  return entryContext(code, genericSignature(count), true)
}
