// Datum labels: `#7=` names the datum that follows, `#7#` stands for it, even inside itself.
//
// Inside the datum it names, a reference is a stand-in, an atom known by its identity. When the
// outermost datum is complete, one walk puts the named data where the stand-ins are.

import type { Datum } from './datum.ts'

interface Label {
  /** The offset of `#7=`. */
  readonly offset: number
  /** Null until the datum is complete. */
  datum: Datum | null
}

/** The labels of one outermost datum. */
export class DatumLabels {
  readonly #labels = new Map<number, Label>()
  readonly #standIns = new Map<Datum, Label>()

  /** Starts label `number`; false if it exists. */
  define(number: number, offset: number): boolean {
    if (this.#labels.has(number)) return false
    this.#labels.set(number, { offset, datum: null })
    return true
  }

  /** The datum of label `number` is complete; false if it is but a reference to itself. */
  finish(number: number, datum: Datum): boolean {
    const label = this.#labels.get(number) as Label
    if (this.#standIns.get(datum) === label) return false
    label.datum = datum
    return true
  }

  /** What `#number#` at `offset` stands for; null if there is no such label. */
  refer(number: number, offset: number): Datum | null {
    const label = this.#labels.get(number)
    if (label === undefined) return null
    if (label.datum !== null && !this.#standIns.has(label.datum)) return label.datum
    const standIn: Datum = { kind: 'null', offset }
    this.#standIns.set(standIn, label)
    return standIn
  }

  /** `datum` with all knots tied; the labels are forgotten. */
  resolve(datum: Datum): Datum {
    if (this.#standIns.size > 0) this.#tie(datum)
    const result = this.#target(datum)
    this.forget()
    return result
  }

  /** Ends the scope of all labels. */
  forget(): void {
    this.#labels.clear()
    this.#standIns.clear()
  }

  #tie(datum: Datum): void {
    const seen = new Set<Datum>()
    const pending = [datum]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ((next.kind !== 'pair' && next.kind !== 'vector') || seen.has(next)) continue
      seen.add(next)
      if (next.kind === 'pair') {
        next.car = this.#target(next.car)
        next.cdr = this.#target(next.cdr)
        pending.push(next.cdr, next.car)
      } else {
        const { items } = next
        for (let i = 0; i < items.length; i++) items[i] = this.#target(items[i] as Datum)
        for (const item of items) pending.push(item)
      }
    }
  }

  /** The datum a stand-in stands for, through labels of labels; any other datum is itself. */
  #target(datum: Datum): Datum {
    let target = datum
    for (let label = this.#standIns.get(target); label?.datum; ) {
      target = label.datum
      label = this.#standIns.get(target)
    }
    return target
  }
}
