// The core op set: what every language gets before it adds ops of its own.

import { arithmeticOps } from './arith.ts'
import { bitOps } from './bits.ts'
import { compareOps } from './compare.ts'
import { controlOps } from './control.ts'
import { equalityOps } from './equality.ts'
import { objectOps } from './objects.ts'
import { recordOps } from './records.ts'
import { roundingOps } from './rounding.ts'
import { textOps } from './text.ts'

export const coreOps = [
  ...controlOps,
  ...objectOps,
  ...arithmeticOps,
  ...compareOps,
  ...recordOps,
  ...textOps,
  ...bitOps,
  ...roundingOps,
  ...equalityOps,
]
