// What may come of an op: one of some values, or an error of a kind.

import type { Value } from './values.ts'

export type Outcome = { readonly values: readonly Value[] } | { readonly error: string }

/** The meaning of an op over its register and fixnum operands, in order. */
export type Result = (...operands: readonly Value[]) => Outcome

export const value = (v: Value): Outcome => ({ values: [v] })
export const error = (kind: string): Outcome => ({ error: kind })
