// The core op set: what every language gets before it adds ops of its own.

import { arithmeticOps } from './arith.ts'
import { compareOps } from './compare.ts'
import { controlOps } from './control.ts'
import { objectOps } from './objects.ts'

export const coreOps = [...controlOps, ...objectOps, ...arithmeticOps, ...compareOps]
