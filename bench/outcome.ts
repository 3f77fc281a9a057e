// What a run came to, read from how the child ended and from what it printed.
//
// A program prints `ok RESULT` or `wrong …`; older ones print `NAME: ok RESULT MILLISECONDS`, with
// their own time. The adapted ones add `bench-own-us: N`. Anything else printed is passed over.

import type { Ending } from './child.ts'

export type Sample = {
  /** Inside the program, by its own clock; null where it told none. */
  ownMs: number | null
  /** From starting the process to its end, seen from outside. */
  processMs: number
  peakKib: number | null
}

/**
 * `wrong`: it ran and its result was not the expected one. `crash`: a signal, or a bug an engine of ours
 * noticed. `unsupported`: the engine refused the program or raised an error. `timeout`: it was ended by us.
 */
export type FailureKind = 'wrong' | 'crash' | 'unsupported' | 'timeout'

export type Failure = { kind: FailureKind; reason: string }

const resultLine = /^(?:\S+: )?(ok|wrong|WRONG)\b *(.*)$/m
const ownLine = /^bench-own-us: (\d+)$/m
/** Of our engines: a bug they noticed, or JavaScript that threw. */
const crashMark = /^lazuli: a bug in Lazuli|^Node\.js v\d/m
const oldTime = /^\S+: ok \S+ (\d+(?:\.\d+)?)$/m

/** The times of a good run, or why it was none. */
export function readOutcome(ending: Ending): Sample | Failure {
  const { stdout, how } = ending
  if (how === 'timeout') return { kind: 'timeout', reason: 'time limit' }
  const result = resultLine.exec(stdout)
  if (result !== null && result[1] !== 'ok') {
    return { kind: 'wrong', reason: shorten(`wrong result ${result[2]}`) }
  }
  if (how !== 'exit 0') {
    const crashed = how.startsWith('SIG') || crashMark.test(ending.stderr)
    return { kind: crashed ? 'crash' : 'unsupported', reason: errorReason(ending) }
  }
  if (result === null) return { kind: 'unsupported', reason: errorReason(ending) }
  return { ownMs: readOwnMs(stdout), processMs: ending.milliseconds, peakKib: ending.peakKib }
}

/** The older programs' own time comes first: it begins after their definitions. */
function readOwnMs(stdout: string): number | null {
  const old = oldTime.exec(stdout)
  if (old !== null) return Number(old[1])
  const own = ownLine.exec(stdout)
  return own === null ? null : Number(own[1]) / 1000
}

const errorWords = /error|exception|unbound|undefined|not bound|unsupported|invalid|unexpected/i

/** The most telling line of what an engine printed before it gave up. */
export function errorReason({ stdout, stderr, how }: Ending): string {
  const lines = [...stderr.split('\n'), ...stdout.split('\n')]
    .map((line) => line.replace(/\/\S*\//g, '').trim())
    .filter((line) => line !== '' && !/^(bench-own-us|\(node:|;;; )/.test(line))
  const line = lines.find((each) => errorWords.test(each)) ?? lines[0]
  const ending = how === 'exit 0' ? 'printed no result' : how
  return shorten(line === undefined ? ending : how.startsWith('SIG') ? `${how}: ${line}` : line)
}

function shorten(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 89)}…`
}
