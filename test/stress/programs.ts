// All stress programs.

import { callPrograms } from './call-programs.ts'
import type { StressProgram } from './program.ts'
import { registerPrograms } from './register-programs.ts'
import { statePrograms } from './state-programs.ts'

export const stressPrograms: readonly StressProgram[] = [
  ...registerPrograms,
  ...callPrograms,
  ...statePrograms,
]
