// In which configurations a random program runs: always the engines, and a sample of the stress options.

import type { RunOptions } from './outcome.ts'
import type { Random } from './random.ts'

export interface Configuration {
  readonly name: string
  readonly options: RunOptions
}

const two = { stackBytes: 8192 }
const named = (options: RunOptions): Configuration => ({
  name: Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(' '),
  options,
})

/** What all others are compared with. */
export const reference: Configuration = named({ engine: 'reference' })

const always: readonly RunOptions[] = [
  { engine: 'threaded' },
  { engine: 'lazy' },
  { engine: 'auto' },
]
const sampled: readonly ((coin: number) => RunOptions)[] = [
  () => ({ engine: 'lazy', maxVersions: 1 }),
  () => ({ engine: 'auto', hotCount: 1 }),
  () => ({ engine: 'auto', hotCount: 10, maxVersions: 2 }),
  () => ({ engine: 'auto', hotCount: 40, ...two }),
  () => ({ engine: 'lazy', ...two }),
  () => ({ engine: 'threaded', ...two }),
  () => ({ engine: 'reference', ...two }),
  (coin) => ({ coin }),
  (coin) => ({ coin, maxVersions: 1 }),
  (coin) => ({ coin, ...two }),
]
const collecting: readonly ((coin: number) => RunOptions)[] = [
  () => ({ engine: 'reference', gcStress: true }),
  () => ({ engine: 'threaded', gcStress: true }),
  () => ({ engine: 'lazy', gcStress: true }),
  () => ({ engine: 'lazy', gcStress: true, ...two }),
  () => ({ engine: 'auto', hotCount: 2, gcStress: true, maxVersions: 1 }),
  (coin) => ({ coin, gcStress: true, ...two }),
]

const SAMPLES = 3
const MOST_COINS = 1000
/** The share of programs that also run with a collection at every allocation. */
const COLLECTING_SHARE = 0.3

export interface Choice {
  readonly plain: readonly Configuration[]
  readonly collecting: readonly Configuration[]
}

export function chooseConfigurations(random: Random): Choice {
  const pick = (from: readonly ((coin: number) => RunOptions)[]) =>
    named(random.pick(from)(random.below(MOST_COINS)))
  const plain = [...always.map(named), ...Array.from({ length: SAMPLES }, () => pick(sampled))]
  return { plain, collecting: random.chance(COLLECTING_SHARE) ? [pick(collecting)] : [] }
}
