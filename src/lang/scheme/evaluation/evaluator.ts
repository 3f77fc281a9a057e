// What `eval`, `load` and `environment` compile with: the program's environment and those it makes.

import { createSource } from '../../../base/index.ts'
import type { OpSet } from '../../../ops/index.ts'
import { GuestError } from '../../../vm/index.ts'
import { compileData, createProgram } from '../compile.ts'
import type { Program } from '../expand/program.ts'
import type { FileAccess } from '../library/library-files.ts'
import type { Evaluator } from '../library/state.ts'
import type { Datum } from '../read/datum.ts'
import { read } from '../read/read.ts'
import { SchemeSyntaxError } from '../read/syntax-error.ts'

/** Number 0 is `program`, the environment of the interaction. */
export function createEvaluator(ops: OpSet, program: Program, files: FileAccess): Evaluator {
  const environments: Program[] = [program]
  const compile = (
    environment: number,
    name: string,
    text: string,
    data: readonly Datum[] | null,
  ) =>
    guarded(() => {
      const source = createSource(name, text)
      const target = environments[environment] as Program
      return compileData(source, data ?? read(source), ops, target)
    })
  return {
    compile: (environment, datum) => compile(environment, 'eval', '', [datum]),
    load(environment, name) {
      const text = files.read(name)
      if (text === null) throw new GuestError('file', `load: there is no file ${name}`)
      return compile(environment, name, text, null)
    },
    makeEnvironment: () => environments.push(createProgram(files)) - 1,
  }
}

/** A mistake in the text is an error of the program that asked. */
function guarded<Result>(action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    if (error instanceof SchemeSyntaxError) throw new GuestError('syntax', error.message)
    throw error
  }
}
