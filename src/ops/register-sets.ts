// Sets of registers as bits, one set for each instruction, and where flows of control meet.

/** Cuts the set at `target` down to what `set` has too; whether that changed anything. */
export function meetInto(sets: (Int32Array | null)[], target: number, set: Int32Array): boolean {
  const known = sets[target]
  if (known === null || known === undefined) {
    sets[target] = set.slice()
    return true
  }
  let changed = false
  known.forEach((word, i) => {
    const both = word & (set[i] as number)
    if (both !== word) changed = true
    known[i] = both
  })
  return changed
}
