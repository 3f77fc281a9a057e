// Cycles in programs: a datum that is code must be a tree, or a graph without cycles.

import { type Datum, isSymbol } from './datum.ts'

/** Offset of a pair or vector of `datum` that contains itself outside of `(quote …)`; -1: there is none. */
export function findCycle(datum: Datum): number {
  const open = new Set<Datum>()
  const done = new Set<Datum>()
  const pending: { readonly datum: Datum; readonly leaves: boolean }[] = [{ datum, leaves: false }]
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    const { datum: next, leaves } = task
    if (leaves) {
      open.delete(next)
      done.add(next)
    } else if (open.has(next)) {
      return next.offset
    } else if ((next.kind === 'pair' || next.kind === 'vector') && !done.has(next)) {
      if (isQuotation(next)) continue
      open.add(next)
      pending.push({ datum: next, leaves: true })
      const parts = next.kind === 'pair' ? [next.cdr, next.car] : next.items
      for (const part of parts) pending.push({ datum: part, leaves: false })
    }
  }
  return -1
}

const isQuotation = (datum: Datum): boolean => datum.kind === 'pair' && isSymbol(datum.car, 'quote')
