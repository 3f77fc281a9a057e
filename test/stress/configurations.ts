// Under which options the stress programs run: engines, version limits, small stacks, collecting at
// every allocation, and coins that choose the tier of every call.

import type { VmOptions } from '../../src/vm/index.ts'

export interface Configuration {
  readonly name: string
  readonly options: Partial<VmOptions>
}

const SMALL_STACK_BYTES = 8192
const COINS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

const auto = { engine: 'auto', hotCount: 1 } as const
const lazy = { engine: 'lazy' } as const
const threaded = { engine: 'threaded' } as const
const reference = { engine: 'reference' } as const
const smallStack = { stackBytes: SMALL_STACK_BYTES }
const gcStress = { gcStress: true }

const rows: readonly Partial<VmOptions>[] = [
  threaded,
  lazy,
  auto,
  { ...lazy, maxVersions: 1 },
  { ...lazy, maxVersions: 2 },
  { ...auto, maxVersions: 1 },
  { ...auto, maxVersions: 2 },
  { ...threaded, ...smallStack },
  { ...lazy, ...smallStack },
  { ...auto, ...smallStack },
  { ...lazy, ...smallStack, maxVersions: 1 },
  { ...threaded, ...gcStress },
  { ...lazy, ...gcStress },
  { ...auto, ...gcStress, ...smallStack },
  { ...lazy, ...gcStress, ...smallStack, maxVersions: 1 },
  reference,
  { ...reference, ...smallStack },
  { ...reference, ...gcStress },
  ...COINS.map((coin) => ({
    coin,
    ...(coin % 2 === 0 ? smallStack : {}),
    ...(coin % 5 === 0 ? gcStress : {}),
    ...(coin % 3 === 0 ? { maxVersions: 1 } : {}),
  })),
]

const describe = (options: Partial<VmOptions>): string =>
  Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')

export const configurations: readonly Configuration[] = rows.map((options) => ({
  name: describe(options),
  options,
}))
