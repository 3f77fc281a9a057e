// Printing data as text that reads back: for dumps, and for constants in them. No host recursion.
//
// Data that contain themselves get labels where they begin; the label of a part that is only shared is not
// worth its noise.

import type { Datum, PairDatum, VectorDatum } from './datum.ts'
import { printCharacter, printQuoted, printSymbol } from './print-atom.ts'
import { printNumber } from './print-number.ts'

type Compound = PairDatum | VectorDatum
type Atom = Exclude<Datum, Compound>

function printAtom(datum: Atom): string {
  switch (datum.kind) {
    case 'null':
      return '()'
    case 'symbol':
      return printSymbol(datum.name)
    case 'string':
      return printQuoted(datum.value, '"')
    case 'character':
      return printCharacter(datum.value)
    case 'boolean':
      return datum.value ? '#t' : '#f'
    case 'bytevector':
      return `#u8(${datum.bytes.join(' ')})`
    case 'flonum':
    case 'fixnum':
    case 'bignum':
      return printNumber(datum.value)
    case 'ratnum':
    case 'complex':
      return printNumber(datum)
  }
}

const isCompound = (datum: Datum): datum is Compound =>
  datum.kind === 'pair' || datum.kind === 'vector'

/** The pairs and vectors of `start` that contain themselves, as far as a walk meets them again. */
function findCyclic(start: Datum): Set<Datum> {
  const cyclic = new Set<Datum>()
  const open = new Set<Datum>()
  const done = new Set<Datum>()
  const pending: { readonly datum: Datum; readonly leaves: boolean }[] = []
  const enter = (datum: Datum) => {
    if (isCompound(datum)) pending.push({ datum, leaves: false })
  }
  enter(start)
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    const { datum, leaves } = task
    if (leaves) {
      open.delete(datum)
      done.add(datum)
    } else if (open.has(datum)) cyclic.add(datum)
    else if (!done.has(datum)) {
      open.add(datum)
      pending.push({ datum, leaves: true })
      if (datum.kind === 'vector') datum.items.forEach(enter)
      else if (datum.kind === 'pair') {
        enter(datum.cdr)
        enter(datum.car)
      }
    }
  }
  return cyclic
}

/** `datum` as `write` shows it. */
export function printDatum(start: Datum): string {
  const cyclic = findCyclic(start)
  const labels = new Map<Datum, number>()
  const out: string[] = []
  // What is still to be printed, last first: text as it is, data to be taken apart, rests of lists.
  const pending: (string | { readonly datum: Datum; readonly rest: boolean })[] = []
  const push = (datum: Datum, rest = false) => pending.push({ datum, rest })
  const label = (datum: Datum): boolean => {
    const known = labels.get(datum)
    if (known !== undefined) {
      out.push(`#${known}#`)
      return true
    }
    if (cyclic.has(datum)) {
      out.push(`#${labels.size}=`)
      labels.set(datum, labels.size)
    }
    return false
  }
  push(start)
  for (let task = pending.pop(); task !== undefined; task = pending.pop()) {
    if (typeof task === 'string') {
      out.push(task)
      continue
    }
    const { datum, rest } = task
    if (rest && (datum.kind !== 'pair' || cyclic.has(datum))) {
      pending.push(')')
      if (datum.kind !== 'null') {
        out.push(' . ')
        push(datum)
      }
    } else if (rest || !label(datum)) {
      if (datum.kind === 'pair') {
        out.push(rest ? ' ' : '(')
        push(datum.cdr, true)
        push(datum.car)
      } else if (datum.kind === 'vector') {
        out.push('#(')
        pending.push(')')
        for (let i = datum.items.length - 1; i >= 0; i--) {
          push(datum.items[i] as Datum)
          if (i > 0) pending.push(' ')
        }
      } else out.push(printAtom(datum))
    }
  }
  return out.join('')
}
