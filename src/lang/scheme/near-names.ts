// Names that look like another: what somebody who mistyped a name may have meant.

/** So many are suggested at most. */
const MOST = 3
const LETTERS_PER_MISTAKE = 4

/** The names among `candidates` that are the fewest typing mistakes away from `name`, if few. */
export function nearNames(name: string, candidates: Iterable<string>): string[] {
  const most = Math.ceil(name.length / LETTERS_PER_MISTAKE)
  if (name.length < 2) return []
  let best = most
  let found = new Set<string>()
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > best) continue
    const distance = countMistakes(name, candidate)
    if (distance > best) continue
    if (distance < best) found = new Set()
    best = distance
    found.add(candidate)
  }
  return [...found].sort().slice(0, MOST)
}

/**
 * Letters inserted, left out, replaced, or exchanged with their neighbour: the restricted edit
 * distance of Damerau, by dynamic programming over three rows.
 */
function countMistakes(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const left = row[j - 1] as number
      const up = above[j] as number
      const diagonal = above[j - 1] as number
      let least = Math.min(left + 1, up + 1, diagonal + (isSame ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1)
      }
      row.push(least)
    }
    before = above
    above = row
  }
  return above[b.length] as number
}
