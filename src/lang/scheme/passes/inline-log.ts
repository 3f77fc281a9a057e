// What the inliner did, for `--dump=inline`: each call that it thought about, in order of place.
//
//   queens.scm:12:9: ok? into try: inlined, size 14
//   queens.scm:20:3: queens into program: not inlined: it calls itself

import { formatPlace, type SourceText } from '../../../base/index.ts'

export interface InlineDecision {
  /** Offset of the call. */
  readonly offset: number
  readonly callee: string
  readonly caller: string
  /** Why it was not inlined; null if it was. */
  readonly refusal: string | null
  readonly size: number
}

/** One decision a line. */
export function printInlining(source: SourceText, decisions: readonly InlineDecision[]): string {
  const lines = decisions.map(({ offset, callee, caller, refusal, size }) => {
    const what = refusal === null ? `inlined, size ${size}` : `not inlined: ${refusal}`
    return [offset, `${formatPlace(source, offset)}: ${callee} into ${caller}: ${what}\n`] as const
  })
  const sorted = lines.sort(([a], [b]) => a - b).map(([, line]) => line)
  return [...new Set(sorted)].join('')
}
