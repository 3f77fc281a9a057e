// The shape of the rows that port procedures add to the table of runtime procedures.

import type { RuntimeProcedure } from '../../../vm/index.ts'

export interface PortRow {
  readonly name: string
  readonly argumentCount: number
  readonly run: RuntimeProcedure
}

/** One row for each number of arguments from `least` to `most`. Errors call `%name` what programs do. */
export function portRows(
  name: string,
  least: number,
  most: number,
  make: (count: number, name: string) => RuntimeProcedure,
): PortRow[] {
  return Array.from({ length: most - least + 1 }, (_, i) => ({
    name,
    argumentCount: least + i,
    run: make(least + i, name.replace(/^%/, '')),
  }))
}
