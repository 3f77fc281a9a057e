// `lazuli --check FILE...`: expands and compiles without running, and shows the first mistake of each file.

import { createVm } from '../lang/scheme/index.ts'
import { nodeFiles } from '../vm/index.ts'
import type { CheckCommand } from './command-line.ts'
import { describeFailure } from './failure.ts'
import { writeError } from './output.ts'
import { readProgram } from './program-text.ts'

/** The exit code: 0 if all files are programs. */
export function checkFiles({ names, libraryDirectories }: CheckCommand): number {
  const vm = createVm({ engine: 'reference', files: nodeFiles }, libraryDirectories)
  let worst = 0
  for (const name of names) {
    const source = readProgram(name === '-' ? { kind: 'standard-input' } : { kind: 'file', name })
    try {
      vm.check(source)
    } catch (error) {
      const { text, exitCode } = describeFailure(error, vm, source.name)
      writeError(text)
      worst = exitCode
    }
  }
  vm.dispose()
  return worst
}
