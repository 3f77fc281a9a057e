// Why machine code cannot run in this process, for tests that are about nothing else: they skip
// themselves with the reason.
//
//   test('...', { skip: nativeProblem }, () => ...)

import { openCage } from '../src/memory/index.ts'

/** The reason, or false. */
export const nativeProblem: string | false = (() => {
  const cage = openCage()
  const { reason } = cage
  cage.dispose()
  return reason ?? false
})()
