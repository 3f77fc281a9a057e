// What a test run samples: the same commit always samples the same, other commits other things.
//
// LAZULI_MATRIX=all runs everything instead.

import { execFileSync } from 'node:child_process'

/** Whether this run leaves nothing out. */
export const runsWholeMatrix = process.env['LAZULI_MATRIX'] === 'all'

/** The commit, else the day: what the samples follow from. */
export function commitSeed(): string {
  try {
    const answer = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return answer.trim()
  } catch {
    return new Date().toISOString().slice(0, 10)
  }
}

/** FNV-1a. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) as number), 0x01000193)
  }
  return value >>> 0
}
