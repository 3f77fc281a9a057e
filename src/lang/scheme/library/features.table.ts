// What this system says of itself: the names that `cond-expand` knows and `(features)` lists.

import { srfiExports } from './exports.table.ts'

/** `srfi-1` for `(srfi 1)`, as SRFI 0 has it. */
const srfis = [...srfiExports.keys()].map((name) => name.replace(/[()]/g, '').replace(' ', '-'))

export const features: readonly string[] = [
  'r7rs',
  'exact-closed',
  'exact-complex',
  'ratios',
  'full-unicode',
  'lazuli',
  'x86-64',
  ...srfis,
]
