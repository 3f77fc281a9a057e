// Scheme as the machine sees it: its slow paths and runtime procedures.

import type { Language } from '../../vm/index.ts'
import { schemeErrors, startState } from './library/control-procedures.ts'
import { runtimeProcedures } from './library/runtime-procedures.ts'
import { slowPaths } from './library/slow-paths.ts'
import { makeState } from './library/state.ts'

export const schemeLanguage: Language = {
  name: 'scheme',
  slowPaths,
  hasExactIntegers: true,
  runtimeProcedures,
  makeState,
  errors: schemeErrors,
  start: startState,
}
