// Parallel moves: several registers take each other's values at once.
//
// Input: pairs destination <- source of one register class, destinations distinct. Output: a sequence
// of plain moves through `emit` with the same effect. A move is ready when nobody still needs its
// destination as a source; when none is ready only cycles are left and one value is set aside in
// `scratch`. `checkMoves` executes a sequence symbolically: the tests and debug builds prove with it
// that every destination got its source.

import { assert } from '../../base/index.ts'

/** Resolves `count` moves; `destinations` and `sources` are clobbered. */
export function resolveMoves(
  destinations: Int16Array,
  sources: Int16Array,
  count: number,
  scratch: number,
  emit: (destination: number, source: number) => void,
): void {
  let left = 0
  for (let i = 0; i < count; i++) {
    if (destinations[i] === sources[i]) continue
    destinations[left] = destinations[i] as number
    sources[left++] = sources[i] as number
  }
  while (left > 0) {
    const ready = findReady(destinations, sources, left)
    if (ready >= 0) {
      emit(destinations[ready] as number, sources[ready] as number)
      left--
      destinations[ready] = destinations[left] as number
      sources[ready] = sources[left] as number
      continue
    }
    const blocked = destinations[0] as number
    emit(scratch, blocked)
    for (let i = 0; i < left; i++) if (sources[i] === blocked) sources[i] = scratch
  }
}

/** Index of a move whose destination no remaining move reads, or -1. */
function findReady(destinations: Int16Array, sources: Int16Array, count: number): number {
  for (let i = 0; i < count; i++) {
    let free = true
    for (let j = 0; j < count && free; j++) free = sources[j] !== destinations[i]
    if (free) return i
  }
  return -1
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
