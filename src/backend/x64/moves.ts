// Parallel moves: several registers take each other's values at once.
//
// Input: pairs destination <- source of one register class, destinations distinct. Output: a sequence
// of plain moves through `emit` with the same effect. A move is ready when nobody still needs its
// destination as a source; when none is ready only cycles are left and one value is set aside in
// `scratch`. `checkMoves` executes a sequence symbolically: the tests and debug builds prove with it
// that every destination got its source.

import { assert } from '../../base/index.ts'

/**
 * Resolves `count` moves; `destinations` and `sources` are clobbered. Places from `memory` on are read
 * only once if a move brings what they hold to a register: the others take it from there.
 */
export function resolveMoves(
  destinations: Int16Array,
  sources: Int16Array,
  count: number,
  scratch: number,
  emit: (destination: number, source: number) => void,
  memory = Number.POSITIVE_INFINITY,
): void {
  let left = 0
  for (let i = 0; i < count; i++) {
    if (destinations[i] === sources[i]) continue
    destinations[left] = destinations[i] as number
    sources[left++] = sources[i] as number
  }
  while (left > 0) {
    const ready = findReady(destinations, sources, left, memory)
    if (ready >= 0) {
      const destination = destinations[ready] as number
      const source = sources[ready] as number
      emit(destination, source)
      left--
      destinations[ready] = destinations[left] as number
      sources[ready] = sources[left] as number
      // A destination is never written again: it may serve as a source.
      if (source >= memory && destination < memory)
        replaceSource(sources, left, source, destination)
      continue
    }
    const blocked = destinations[0] as number
    emit(scratch, blocked)
    replaceSource(sources, left, blocked, scratch)
  }
}

function replaceSource(sources: Int16Array, count: number, from: number, to: number): void {
  for (let i = 0; i < count; i++) if (sources[i] === from) sources[i] = to
}

/** Index of a move whose destination no remaining move reads, to a register if there is one; or -1. */
function findReady(
  destinations: Int16Array,
  sources: Int16Array,
  count: number,
  memory: number,
): number {
  let found = -1
  for (let i = 0; i < count; i++) {
    const isRegister = (destinations[i] as number) < memory
    if (found >= 0 && !isRegister) continue
    let free = true
    for (let j = 0; j < count && free; j++) free = sources[j] !== destinations[i]
    if (free && isRegister) return i
    if (free) found = i
  }
  return found
}

/** Proves that `sequence` implements the parallel moves; throws a BugError if not. */
export function checkMoves(
  destinations: readonly number[],
  sources: readonly number[],
  sequence: readonly (readonly [number, number])[],
): void {
  const held = new Map<number, number>()
  const valueIn = (register: number) => held.get(register) ?? register
  for (const [destination, source] of sequence) held.set(destination, valueIn(source))
  destinations.forEach((destination, i) => {
    assert(
      valueIn(destination) === sources[i],
      `move ${i}: register ${destination} got a wrong value`,
    )
  })
}
