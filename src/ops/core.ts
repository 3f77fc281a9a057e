// The core op set: what every language gets before it adds ops of its own.
//
// What programs run most comes first: a tier that has no room for all keeps the first ones.

import { arithmeticOps } from './arith.ts'
import { bitOps } from './bits.ts'
import { compareOps } from './compare.ts'
import { controlOps } from './control.ts'
import { equalityOps } from './equality.ts'
import { hashOps } from './hash.ts'
import { objectOps } from './objects.ts'
import { recordOps } from './records.ts'
import { roundingOps } from './rounding.ts'
import { textOps } from './text.ts'

export const coreOps = [
  ...controlOps,
  ...arithmeticOps,
  ...compareOps,
  ...objectOps,
  ...recordOps,
  ...textOps,
  ...bitOps,
  ...roundingOps,
  ...equalityOps,
  ...hashOps,
]
